/** Statements of the lists, put together from what is asked for. */
import { containing } from '../../database/like-patterns.js';

/** A statement that is put together from conditions: its values are numbered in the order in which they are named. */
export class Statement {
  readonly values: unknown[] = [];
  readonly #conditions: string[] = [];

  /** @returns the parameter that stands for the value */
  value(value: unknown, type = ''): string {
    this.values.push(value);
    return `$${this.values.length}${type === '' ? '' : `::${type}`}`;
  }

  where(condition: string): void {
    this.#conditions.push(condition);
  }

  /** All conditions so far, to stand behind `where`. */
  get conditions(): string {
    return this.#conditions.length === 0 ? 'true' : this.#conditions.join('\n    and ');
  }
}

/** Each of these folded words must occur in the column. */
export const likeAll = (column: string, words: readonly string[], statement: Statement): string =>
  `${column} like all (${statement.value(containing(words), 'text[]')})`;
