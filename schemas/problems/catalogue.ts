/**
 * Every problem the product can report: its stable code, the HTTP status it answers with, whether the same request
 * may succeed later, and a title in both languages. `docs/errors.md` is generated from this table and a test holds the two together.
 */
import type { CatalogueEntry } from './catalogue-entry.js';
import { documentProblems } from './document-problems.js';
import { formatProblems } from './format-problems.js';
import { peopleProblems } from './people-problems.js';
import { requestProblems } from './request-problems.js';
import { serviceProblems } from './service-problems.js';
import { signatureProblems } from './signature-problems.js';

export const catalogue = {
  ...formatProblems,
  ...signatureProblems,
  ...requestProblems,
  ...peopleProblems,
  ...documentProblems,
  ...serviceProblems,
} as const satisfies Record<string, CatalogueEntry>;

export type ProblemCode = keyof typeof catalogue;
