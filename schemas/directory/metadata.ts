/**
 * Is this the metadata of a document that may be sent? Checks every rule at once and fills in what was left out.
 * Does not know which agencies, groups or numbers exist.
 * Source: the product's public interface; Decree 30/2020/NĐ-CP annex VI; Decision 28/2018/QĐ-TTg article 1 (secrets).
 */
import { Problem } from '../problems/problem.js';
import { findDocumentType } from './document-types.js';
import { findMetadataFaults, type MetadataFault } from './metadata-faults.js';
import type { MetadataInput } from './metadata-schema.js';
import { declaresSecrecy, findStamp } from './secrecy.js';
import { tidyJson } from './tidy-json.js';
import type { Urgency } from './urgency.js';

export interface ResponseFor {
  readonly agency: string;
  readonly number: string;
  readonly notation: string;
  /** YYYY-MM-DD */
  readonly date: string | null;
}

/** Checked metadata: texts in NFC without stray white space, every field present but `number`. */
export interface Metadata {
  readonly from: string | null;
  /** Codes and group names as written, each once. */
  readonly to: readonly string[];
  /** Code of a document type, e.g. `QĐ`, `CV`. */
  readonly type: string;
  /** Missing: the register gives the next one. */
  readonly number?: string;
  readonly notation: string;
  readonly subject: string;
  /** `date`: YYYY-MM-DD */
  readonly promulgation: { readonly place: string; readonly date: string };
  readonly signer: { readonly competence: string; readonly position: string; readonly fullName: string };
  readonly urgency: Urgency;
  /** RFC 3339 in UTC; not null exactly when `urgency` is `express-timed`. */
  readonly expressAt: string | null;
  readonly secrecy: 'none';
  readonly paper: 'none' | 'follows';
  /** YYYY-MM-DD */
  readonly dueDate: string | null;
  /** 0: not stated. */
  readonly pages: number;
  readonly copies: number;
  readonly responseFor: readonly ResponseFor[];
  /** edXML SteeringType: 0 none, 1 steering, 2 report on steering. */
  readonly steering: number;
  readonly appendices: readonly string[];
  readonly places: readonly string[];
  readonly note: string;
}

/**
 * Checks metadata from outside (a parsed JSON value) and completes it.
 * @throws Problem `secret_refused` when a field declares or shows a secrecy marking;
 *   `invalid_request` naming every faulty field (`detail`: one "field: fault" after the other, `field`: the names)
 */
export function checkMetadata(value: unknown): Metadata {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem('invalid_request', { detail: 'The metadata must be a JSON object', field: 'metadata' });
  }
  refuseSecrets(value);
  const tidy = tidyJson(value);
  const faults = findMetadataFaults(tidy);
  if (faults.length > 0) throw asProblem(faults);
  return complete(tidy as MetadataInput);
}

function refuseSecrets(value: object): void {
  const { secrecy } = value as { secrecy?: unknown };
  if (secrecy !== undefined && secrecy !== null && declaresSecrecy(String(secrecy))) {
    throw new Problem('secret_refused', { field: 'secrecy' });
  }
  const found = findStamp(value);
  if (found !== undefined) {
    throw new Problem('secret_refused', { detail: 'A text carries the stamp of a state secret', field: found });
  }
}

const defaults = {
  from: null,
  urgency: 'normal',
  expressAt: null,
  secrecy: 'none',
  paper: 'none',
  dueDate: null,
  pages: 0,
  copies: 1,
  responseFor: [],
  steering: 0,
  appendices: [],
  places: [],
  note: '',
} as const satisfies Partial<Metadata>;

function complete(input: MetadataInput): Metadata {
  const given = { ...defaults, ...input };
  return {
    ...given,
    to: [...new Set(input.to)],
    type: findDocumentType(input.type)?.code ?? input.type,
    promulgation: { place: '', ...input.promulgation },
    signer: { competence: '', position: '', fullName: '', ...input.signer },
    expressAt: given.expressAt === null ? null : new Date(given.expressAt).toISOString(),
    responseFor: given.responseFor.map((one) => ({ notation: '', date: null, ...one })),
  };
}

function asProblem(faults: readonly MetadataFault[]): Problem {
  const detail = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new Problem('invalid_request', {
    detail: detail.slice(0, 4_000),
    field: faults
      .map(({ field }) => field)
      .join(', ')
      .slice(0, 1_000),
  });
}
