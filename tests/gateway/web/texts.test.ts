/** What the pages say: each text in both languages, and each language only its own. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Text {
  readonly at: string;
  readonly vi: string;
  readonly en: string;
}

const isText = (value: object): value is { vi: string; en: string } =>
  'vi' in value && 'en' in value && typeof value.vi === 'string' && typeof value.en === 'string';

/** Texts made from values are made from figures: they bring no words of their own. */
function made(text: (...values: number[]) => unknown): unknown {
  try {
    return text(7, 7, 7, 7);
  } catch {
    return null;
  }
}

function* textsIn(value: unknown, at: string): Generator<Text> {
  if (typeof value === 'function') yield* textsIn(made(value as () => unknown), at);
  if (typeof value !== 'object' || value === null) return;
  if (isText(value)) yield { at, vi: value.vi, en: value.en };
  else for (const [name, inner] of Object.entries(value)) yield* textsIn(inner, `${at}.${name}`);
}

async function allTexts(): Promise<Text[]> {
  const folder = new URL('../../../gateway/web/texts/', import.meta.url);
  const modules = [...readdirSync(folder).map((name) => `texts/${name}`), 'texts.ts'];
  const found = modules.map(async (name) => [
    ...textsIn(await import(new URL(`../../../gateway/web/${name}`, import.meta.url).href), name),
  ]);
  return (await Promise.all(found)).flat();
}

/** Names, what is set in quotes, the stamps of the books and the link to the other language are written as they are. */
const asTheyAre = /“[^”]*”|Công văn|Tiếng Việt|Hậu Giang|Vị Thanh|QĐ|CĐ|^ĐẾN$|^ĐI$/g;
const vietnamese = /[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]/i;
/** Words no Vietnamese sentence has. */
const english =
  /\b(the|of|and|with|from|was|were|is|are|not|this|that|your|you|file|document|please|error|settings?|status)\b/i;

describe('the texts of the pages', () => {
  it('are many, or this test looks in the wrong place', async () => {
    expect((await allTexts()).length).toBeGreaterThan(800);
  });

  it('have no Vietnamese words in English', async () => {
    const strays = (await allTexts()).filter(({ en }) => vietnamese.test(en.normalize('NFC').replace(asTheyAre, '')));
    expect(strays.map(({ at, en }) => `${at}: ${en}`)).toEqual([]);
  });

  it('have no English words in Vietnamese', async () => {
    const strays = (await allTexts()).filter(({ vi }) => english.test(vi));
    expect(strays.map(({ at, vi }) => `${at}: ${vi}`)).toEqual([]);
  });

  it('say something in both, in composed letters', async () => {
    const faulty = (await allTexts()).filter(
      ({ vi, en }) => vi.trim() === '' || en.trim() === '' || `${vi}${en}` !== `${vi}${en}`.normalize('NFC'),
    );
    expect(faulty.map(({ at }) => at)).toEqual([]);
  });
});
