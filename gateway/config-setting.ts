/**
 * What a setting is: its type with the explanation beside it, and the usual forms of one.
 * Does not say which settings exist (config-settings.ts).
 */
import { type TSchema, Type } from 'typebox';
import type { Bilingual } from '../schemas/words/bilingual.js';

interface Explanation {
  /** The environment variable. */
  readonly env: string;
  readonly meaning: Bilingual;
  readonly unit?: string;
  /** What happens when it is set wrongly, too high, too low, or not at all. */
  readonly consequence: string;
  /** What a valid value looks like, when the type alone does not say it. */
  readonly expects?: string;
  /** True when the value may hold a password and must never be printed. */
  readonly secret?: boolean;
}

/** How a setting is kept in the schema: the explanation beside the type. */
export type Setting = TSchema & Explanation & { readonly default: unknown; readonly type?: string };

export const count = (minimum: number, maximum: number, byDefault: number, explanation: Explanation) =>
  Type.Integer({ minimum, maximum, default: byDefault, ...explanation });

export const maybe = (pattern: string, explanation: Explanation) =>
  Type.Union([Type.String({ pattern }), Type.Null()], { default: null, ...explanation });

export const list = (pattern: string, explanation: Explanation) =>
  Type.Array(Type.String({ pattern }), { default: [], maxItems: 200, ...explanation });

export const gibibyte = 1024 ** 3;
export const anyText = '^.+$';
/** A computer by name or address, with or without a port, or a range of addresses. */
export const hostOrRange = '^([0-9a-fA-F.:]+(/[0-9]{1,3})?|[A-Za-z0-9.-]+)(:[0-9]{1,5})?$';
export const webAddress = '^https?://[^\\s]+$';
/** Secrets travel there: in clear only within this machine. */
export const secureOrLocal = '^(https://[^\\s]+|http://(127\\.0\\.0\\.1|\\[::1\\]|localhost)(:[0-9]+)?(/[^\\s]*)?)$';
