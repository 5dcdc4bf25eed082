/**
 * What a receiving mail server found out about a mail's sender, as it wrote it on top of the mail.
 * Only fields of a server that the operator trusts are read; everybody can write such a field into a mail of his own.
 * Source: RFC 8601 sections 2.2 (syntax) and 5 (removing forged fields), RFC 7489 section 11.2 (dmarc).
 */
import type { Message } from '../mime/message.js';

export interface AuthenticationResult {
  /** E.g. `dmarc`, `dkim`, `spf`; lower case. */
  readonly method: string;
  /** E.g. `pass`, `fail`; lower case. */
  readonly result: string;
  /** By `ptype.property`, e.g. `header.from`; lower case. */
  readonly properties: ReadonlyMap<string, string>;
}

const maxResults = 50;
const resultForm = /^\s*([a-z][\w-]*)\s*(?:\/\s*\d+\s*)?=\s*([a-z]+)/i;
const propertyForm = /([a-z]+)\s*\.\s*([\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;"]+)/gi;

/** A quoted text, a pair with a backslash, or one character that is neither. */
const lexeme = /"(?:[^"\\]|\\.)*"?|\\.|[^"\\]/gs;

/** Comments carry no meaning, and could carry semicolons; they may be nested. */
function withoutComments(text: string): string {
  let kept = '';
  let depth = 0;
  for (const [piece] of text.matchAll(lexeme)) {
    if (piece === '(') depth += 1;
    else if (piece === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += piece;
  }
  return kept;
}

function readResult(text: string): AuthenticationResult[] {
  const [, method, result] = resultForm.exec(text) ?? [];
  if (method === undefined || result === undefined) return [];
  const properties = new Map<string, string>();
  for (const [, type = '', property = '', value = ''] of text.matchAll(propertyForm)) {
    const name = `${type}.${property}`.toLowerCase();
    if (!properties.has(name)) properties.set(name, value.replace(/^"|"$/g, '').toLowerCase());
  }
  return [{ method: method.toLowerCase(), result: result.toLowerCase(), properties }];
}

/**
 * Results of the topmost field of each trusted server: it writes above everything the mail brought along.
 * @param servers authentication service identifiers (authserv-id), lower case
 */
export function authenticationResults({ entity }: Message, servers: readonly string[]): AuthenticationResult[] {
  const seen = new Set<string>();
  return entity.fields.flatMap(({ name, value }) => {
    if (name !== 'authentication-results') return [];
    const [head = '', ...results] = withoutComments(value).split(';');
    const server = /^\s*"?([^\s"]+)/.exec(head)?.[1]?.toLowerCase() ?? '';
    if (!servers.includes(server) || seen.has(server)) return [];
    seen.add(server);
    return results.slice(0, maxResults).flatMap(readResult);
  });
}

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);

/** Whether these results speak for the address in From. @param sender lower case */
export function judgeSenderAddress(
  results: readonly AuthenticationResult[],
  sender: string,
): { readonly dmarc: boolean; readonly aligned: boolean } {
  const domain = domainOf(sender);
  const passes = (method: string, property: string) =>
    results.some(
      (one) =>
        one.method === method && one.result === 'pass' && domainOf(one.properties.get(property) ?? '') === domain,
    );
  const dmarc = passes('dmarc', 'header.from');
  return {
    dmarc,
    aligned: dmarc || passes('dkim', 'header.d') || passes('dkim', 'header.i') || passes('spf', 'smtp.mailfrom'),
  };
}
