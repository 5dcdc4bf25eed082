/**
 * Every problem the product can report: its stable code, the HTTP status it answers with, whether the same request
 * may succeed later, and a title in both languages. `docs/errors.md` is generated from this table and a test holds the two together.
 */
import { formatProblems } from './format-problems.js';
import { serviceProblems } from './service-problems.js';
import { signatureProblems } from './signature-problems.js';

export interface CatalogueEntry {
  /** HTTP status of the answer when this problem ends a request. */
  readonly status: number;
  /** True when the unchanged request may succeed later. */
  readonly retry: boolean;
  readonly title: string;
  readonly titleVi: string;
}

export const catalogue = { ...formatProblems, ...signatureProblems, ...serviceProblems } as const satisfies Record<
  string,
  CatalogueEntry
>;

export type ProblemCode = keyof typeof catalogue;
