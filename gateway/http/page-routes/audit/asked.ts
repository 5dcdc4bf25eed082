/** What an auditor's page was asked for that cannot be: said at the field, with the status of the problem. */
import { catalogue } from '../../../../schemas/problems/catalogue.js';
import { isProblem } from '../../../../schemas/problems/problem.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';

const codes = new Set(['invalid_request', 'unknown_agency', 'not_found']);

/** The answer, or which field is to blame. */
export type Asked<Answer, Field extends string> =
  | { readonly answer: Answer; readonly errors: Partial<Record<Field, Bilingual>>; readonly status: 200 }
  | { readonly answer: null; readonly errors: Partial<Record<Field, Bilingual>>; readonly status: number };

/**
 * @param said what to say of each field of the problem; others are not the reader's to mend
 * @throws whatever `ask` throws that is not about one of these fields
 */
export async function asked<Answer, Field extends string>(
  ask: () => Promise<Answer>,
  said: Readonly<Record<Field, Bilingual>>,
): Promise<Asked<Answer, Field>> {
  try {
    return { answer: await ask(), errors: {}, status: 200 };
  } catch (error) {
    if (!isProblem(error) || !codes.has(error.code)) throw error;
    const field = error.field as Field | undefined;
    if (field === undefined || !Object.hasOwn(said, field)) throw error;
    const errors: Partial<Record<Field, Bilingual>> = {};
    errors[field] = said[field];
    return { answer: null, errors, status: catalogue[error.code].status };
  }
}
