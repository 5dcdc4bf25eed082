/**
 * Who may do what: the scopes a token can have, the roles people have, and the checks every entrance makes.
 * Does not read documents' rows: which document an agency may see is decided where it is read.
 * Source: architecture, "Tenancy" and "Who signs what": a status is sealed because somebody declared it, which needs no scope beside
 * `status:write`; a document is sealed for who has `seal`.
 */
import { Problem } from '../../schemas/problems/problem.js';

/** Every scope and what it allows. A token without agencies can use only what does not act for an agency. */
const scopeMeanings = {
  'documents:read': 'read the documents its agencies sent or received',
  'documents:submit': 'hand in documents for its agencies (a ready, sealed container needs no more than this)',
  seal: 'have its agencies’ seal put on documents it submits',
  'status:write':
    'declare statuses, recall, update, replace and return documents for its agencies; each status is a message under the agency’s seal',
  'directory:read': 'read agencies and groups',
  'directory:write': 'change agencies and everybody’s groups',
  'groups:write': 'change the recipient groups of its agencies',
  'webhooks:write': 'set how its agencies’ own systems are reached',
  'deliveries:read': 'see the deliveries of its agencies (with admin: of all)',
  'deliveries:manage': 'retry deliveries, pause and resume channels',
  'registers:read': 'read its agencies’ registers and reports',
  'registers:write': 'reserve numbers and enter paper documents for its agencies',
  'users:manage': 'manage the people of its agencies and stop their tokens (with admin: of all)',
  'audit:read': 'read everything of every agency, change nothing',
  admin: 'run the gateway: tokens, users, certificates, all deliveries; no agency’s documents',
} as const;

export type Scope = keyof typeof scopeMeanings;

export const allScopes = Object.keys(scopeMeanings) as Scope[];

export type Role = 'clerk' | 'leader' | 'administrator' | 'operator' | 'auditor';

const readingScopes: readonly Scope[] = ['documents:read', 'directory:read', 'registers:read'];

/** What people of each role may do. */
export const roleScopes: Readonly<Record<Role, readonly Scope[]>> = {
  clerk: [
    ...readingScopes,
    'documents:submit',
    'seal',
    'status:write',
    'registers:write',
    'deliveries:read',
    'groups:write',
  ],
  leader: [...readingScopes, 'seal', 'status:write'],
  administrator: [...readingScopes, 'webhooks:write', 'deliveries:read', 'groups:write', 'users:manage'],
  operator: [
    'directory:read',
    'directory:write',
    'webhooks:write',
    'deliveries:read',
    'deliveries:manage',
    'users:manage',
    'admin',
  ],
  auditor: [...readingScopes, 'deliveries:read', 'audit:read'],
};

/** Who asks. */
export interface Principal {
  /**
   * For records and events: `token:<id>`, `user:<id>`, `user:<id> for user:<id>` (a deputy for somebody absent), `mail:<id>` (one that
   * came in), `link:<id>` (of the delivery whose mail it stood in) or `system:<part>`.
   */
  readonly actor: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Codes of the agencies it acts for; empty for operators and auditors. */
  readonly agencies: readonly string[];
  /** Reads everything, changes nothing. */
  readonly auditor: boolean;
  /** Runs the gateway. */
  readonly operator: boolean;
}

/** How records name a person. */
export const userActor = (id: string): string => `user:${id}`;

/** How records name a deputy with whom they stand in for. */
export const deputyActor = (deputy: string, absent: string): string => `${userActor(deputy)} for ${userActor(absent)}`;

/** A principal from its parts. */
export function principalOf(actor: string, scopes: readonly Scope[], agencies: readonly string[]): Principal {
  const set = new Set(scopes);
  return { actor, scopes: set, agencies, auditor: set.has('audit:read'), operator: set.has('admin') };
}

/**
 * Ends the request unless the principal has the scope.
 * @throws Problem `missing_scope` naming it
 */
export function requireScope(principal: Principal, scope: Scope): void {
  if (principal.scopes.has(scope)) return;
  throw new Problem('missing_scope', {
    detail: `This needs the scope ${scope}: ${scopeMeanings[scope]}`,
    field: scope,
  });
}

/**
 * Ends the request unless the principal runs or audits the whole gateway.
 * @throws Problem `missing_scope`
 */
export function requireOversight({ operator, auditor }: Principal): void {
  if (!operator && !auditor)
    throw new Problem('missing_scope', { detail: 'This is for operators and auditors', field: 'admin' });
}

/**
 * The agency a principal acts for.
 * @param from the agency's code as asked for; needed when the principal serves several
 * @throws Problem `wrong_agency` when it does not act for `from`, or for any; `invalid_request` when it must say which
 */
export function actingAgency(principal: Principal, from?: string | null): string {
  const [only, ...others] = principal.agencies;
  if (only === undefined) throw new Problem('wrong_agency', { detail: 'This token acts for no agency' });
  if (from !== undefined && from !== null) {
    if (principal.agencies.includes(from)) return from;
    throw new Problem('wrong_agency', { detail: `This token does not act for ${from}`, field: 'from' });
  }
  if (others.length === 0) return only;
  throw new Problem('invalid_request', {
    detail: 'This token serves several agencies: say which one in "from"',
    field: 'from',
  });
}

/**
 * Whose rows a principal is shown: those of its agencies or of the one it asks for; null is everybody's.
 * @param seesAll auditors do, where nothing else is said
 * @throws Problem `wrong_agency`
 */
export function shownAgencies(
  principal: Principal,
  agency: string | undefined,
  seesAll = principal.auditor,
): readonly string[] | null {
  if (seesAll) return agency === undefined ? null : [agency];
  if (agency === undefined) return principal.agencies;
  if (principal.agencies.includes(agency)) return [agency];
  throw new Problem('wrong_agency', { detail: `This token does not act for ${agency.slice(0, 60)}`, field: 'agency' });
}

/** @throws Problem `invalid_request` for a text that is no scope */
export function readScope(text: string): Scope {
  if (Object.hasOwn(scopeMeanings, text)) return text as Scope;
  throw new Problem('invalid_request', {
    detail: `There is no scope "${text.slice(0, 60)}"; there are: ${allScopes.join(', ')}`,
    field: 'scope',
  });
}
