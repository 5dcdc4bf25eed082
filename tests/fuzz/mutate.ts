/**
 * Damages valid inputs a little: most damage should be deep enough to get past the first look and shallow enough to be read on.
 * The same seed gives the same damage.
 */
import type { SeededRandom } from '../support/seeded-random.js';

/** Values on which length and count fields stumble. */
const edges = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x30, 0x31, 0xa0, 0x2f, 0x3c, 0x26];

type Damage = (input: Buffer, random: SeededRandom, corpus: readonly Buffer[]) => Buffer;

const at = (input: Buffer, random: SeededRandom) => random.integer(0, Math.max(0, input.length - 1));

const flipBit: Damage = (input, random) => {
  const copy = Buffer.from(input);
  const place = at(copy, random);
  copy[place] = (copy[place] ?? 0) ^ (1 << random.integer(0, 7));
  return copy;
};

const setByte: Damage = (input, random) => {
  const copy = Buffer.from(input);
  copy[at(copy, random)] = random.pick(edges);
  return copy;
};

const isText = (byte: number) => (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a);

/** A digit for a digit, a letter for a letter: the form stays, the meaning changes. */
const changeText: Damage = (input, random) => {
  const copy = Buffer.from(input);
  for (let tries = 0; tries < 40; tries += 1) {
    const place = at(copy, random);
    const byte = copy[place] ?? 0;
    if (!isText(byte)) continue;
    copy[place] = byte < 0x3a ? random.integer(0x30, 0x39) : random.integer(0x61, 0x7a);
    return copy;
  }
  return copy;
};

const cut: Damage = (input, random) => {
  const start = at(input, random);
  return Buffer.concat([input.subarray(0, start), input.subarray(start + random.integer(1, 64))]);
};

const double: Damage = (input, random) => {
  const start = at(input, random);
  const end = start + random.integer(1, 256);
  return Buffer.concat([input.subarray(0, end), input.subarray(start)]);
};

const truncate: Damage = (input, random) => input.subarray(0, at(input, random));

const splice: Damage = (input, random, corpus) => {
  const other = random.pick(corpus);
  const start = at(other, random);
  const piece = other.subarray(start, start + random.integer(1, 512));
  const place = at(input, random);
  return Buffer.concat([input.subarray(0, place), piece, input.subarray(place + piece.length)]);
};

/** Only what stands between the tags and inside quotes. */
const changeContent: Damage = (input, random) => {
  const copy = Buffer.from(input);
  const start = copy.indexOf(random.pick(['>', '="']), at(copy, random));
  const end = start === -1 ? -1 : copy.subarray(start + 2).findIndex((byte) => byte === 0x3c || byte === 0x22);
  if (end < 1) return changeText(input, random, []);
  copy[start + 2 + random.integer(0, end - 1)] = random.pick([0x20, 0x2d, 0x2e, 0x30, 0x39, 0x41, 0x61, 0x7a]);
  return copy;
};

interface Span {
  readonly start: number;
  readonly end: number;
}

/** An element, begun and ended by the same name; the nearest end tag of that name is taken for its own. */
function someElement(input: Buffer, random: SeededRandom): Span | undefined {
  const start = input.indexOf('<', at(input, random));
  const name = start === -1 ? null : /^<([A-Za-z][\w:.-]*)/.exec(input.toString('latin1', start, start + 80));
  if (name === null) return undefined;
  const close = `</${name[1]}>`;
  const end = input.indexOf(close, start);
  return end === -1 ? undefined : { start, end: end + close.length };
}

const doubleElement: Damage = (input, random, corpus) => {
  const span = someElement(input, random);
  if (span === undefined) return changeContent(input, random, corpus);
  return Buffer.concat([input.subarray(0, span.end), input.subarray(span.start)]);
};

const dropElement: Damage = (input, random, corpus) => {
  const span = someElement(input, random);
  if (span === undefined) return changeContent(input, random, corpus);
  return Buffer.concat([input.subarray(0, span.start), input.subarray(span.end)]);
};

/** Gentle damage stands more often, so that enough gets past the first parse. */
const anyDamages: readonly Damage[] = [
  ...Array.from({ length: 6 }, () => changeText),
  flipBit,
  flipBit,
  setByte,
  cut,
  double,
  truncate,
  splice,
];

const markupDamages: readonly Damage[] = [
  ...Array.from({ length: 6 }, () => changeContent),
  ...Array.from({ length: 3 }, () => doubleElement),
  ...Array.from({ length: 3 }, () => dropElement),
  ...anyDamages.slice(4),
];

/** One to three kinds of damage on one input of the corpus; `isMarkup` also takes elements for what they are. */
export function damaged(corpus: readonly Buffer[], random: SeededRandom, isMarkup: boolean): Buffer {
  let input = random.pick(corpus);
  const times = random.pick([1, 1, 1, 2, 3]);
  const damages = isMarkup ? markupDamages : anyDamages;
  for (let time = 0; time < times; time += 1) input = random.pick(damages)(input, random, corpus);
  return input;
}
