/**
 * What goes wrong, with a stable code: the one error type that crosses room boundaries.
 * Does not decide HTTP statuses or texts; those are looked up in the catalogue by code.
 * Source: RFC 9457 (problem details), section 3.1.
 */
import { catalogue, type ProblemCode } from './catalogue.js';

export interface ProblemDetails {
  /** What exactly is wrong, for the person who sent it: no paths, no stack, no secret. */
  readonly detail?: string;
  /** The field, entry name or rule concerned, e.g. `to[2]` or `META-INF/manifest.xml`. */
  readonly field?: string;
  /** The underlying fault, for the log only. */
  readonly cause?: unknown;
}

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly field: string | undefined;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    const detail = details.detail ?? catalogue[code].title;
    super(`${code}: ${detail}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Problem';
    this.code = code;
    this.detail = detail;
    this.field = details.field;
  }
}

/** True for an expected failure with the given code (any code when none is named). */
export function isProblem(error: unknown, code?: ProblemCode): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code);
}
