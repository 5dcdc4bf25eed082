/**
 * Two people at one form: only what its writer touched is changed, and what somebody else changed meanwhile is not written over without a
 * word. A form says what it showed (parts/seen.tsx); one that does not is taken as it stands.
 */
import type { FastifyRequest } from 'fastify';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { seenField } from '../../web/parts/seen.js';
import { fieldOf } from '../accept-forms.js';

/** Of fields, by name. */
export type Values = Readonly<Record<string, string>>;

export interface Merged {
  /** What the writer changed. */
  readonly touched: Values;
  /** As it shall be, and as the form is shown again. */
  readonly values: Values;
  /** Fields that both changed, to different things. */
  readonly contested: readonly string[];
}

/** Browsers send lines ended by CR LF (WHATWG HTML, "constructing the entry list"). */
const tidy = (text = ''): string => text.normalize('NFC').replaceAll('\r\n', '\n').trim();
const isSame = (one: string | undefined, other: string | undefined): boolean => tidy(one) === tidy(other);

function seenIn(request: FastifyRequest): Values | null {
  try {
    const seen: unknown = JSON.parse(fieldOf(request, seenField));
    return typeof seen === 'object' && seen !== null && Object.values(seen).every((one) => typeof one === 'string')
      ? (seen as Values)
      : null;
  } catch {
    return null;
  }
}

/** @param current what the fields hold now; its names are those of the form */
export function mergeTyped(request: FastifyRequest, current: Values): Merged {
  const names = Object.keys(current);
  const seen = seenIn(request) ?? current;
  const typed: Values = Object.fromEntries(names.map((name) => [name, fieldOf(request, name)]));
  const isTouched = (name: string) => !isSame(typed[name], seen[name]);
  const isContested = (name: string) => !isSame(current[name], seen[name]) && !isSame(current[name], typed[name]);
  const touched = Object.fromEntries(Object.entries(typed).filter(([name]) => isTouched(name)));
  return {
    touched,
    values: { ...current, ...touched },
    contested: Object.keys(touched).filter(isContested),
  };
}

/** Said at a contested field, which shows what was typed. @param now what it holds, for people */
export const changedMeanwhile = ({ vi, en }: Bilingual): Bilingual =>
  vi === ''
    ? say(
        'Người khác vừa xóa nội dung này. Lưu lần nữa nếu vẫn muốn dùng nội dung anh/chị nhập.',
        'Somebody else has just emptied this. Save again to have what you entered.',
      )
    : say(
        `Người khác vừa sửa thành “${vi}”. Lưu lần nữa nếu vẫn muốn dùng nội dung anh/chị nhập.`,
        `Somebody else has just changed this to “${en}”. Save again to have what you entered.`,
      );
