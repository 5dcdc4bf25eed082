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

/** Characters of quoted texts lie here meanwhile, where no separator is; the field itself is Latin-1. */
const hiddenFrom = 0xe000;
const hide = (character: string) => String.fromCharCode(hiddenFrom + character.charCodeAt(0));
const shown = (text: string) =>
  text.replace(/[\ue000-\ue0ff]/g, (character) => String.fromCharCode(character.charCodeAt(0) - hiddenFrom));

/** A pair with a backslash, or one character. */
const piece = /\\[\s\S]|[\s\S]/g;

/**
 * The field without comments, and with what its quoted texts hold out of the way: senders choose what stands in both (a quoted local part
 * may hold a semicolon and what looks like a result). A quotation mark in a comment, and a bracket in a quoted text, are letters there.
 */
function plainText(field: string): string {
  const kept: string[] = [];
  let depth = 0;
  let isQuoted = false;
  for (const [one] of field.matchAll(piece)) {
    if (depth === 0 && one === '"') isQuoted = !isQuoted;
    else if (isQuoted) kept.push(hide(one.slice(-1)));
    else if (one === '(') depth += 1;
    else if (depth > 0) depth -= one === ')' ? 1 : 0;
    else kept.push(one);
  }
  return kept.join('').replace(/\s+/g, ' ').replace(/ ?= ?/g, '=');
}

const methodForm = /^([a-z][\w-]*)(?:\/\d+)?=([a-z]+)$/i;
const propertyForm = /^([a-z]+\.[\w-]+)=(.+)$/i;

function readResult(statement: string): AuthenticationResult[] {
  const [first = '', ...others] = statement.trim().split(' ');
  const [, method, result] = methodForm.exec(first) ?? [];
  if (method === undefined || result === undefined) return [];
  const properties = new Map<string, string>();
  for (const word of others) {
    const [, name = '', value = ''] = propertyForm.exec(word) ?? [];
    const key = name.toLowerCase();
    if (key !== '' && !properties.has(key)) properties.set(key, shown(value).toLowerCase());
  }
  return [{ method: method.toLowerCase(), result: result.toLowerCase(), properties }];
}

const serverIn = (head: string) => shown(head.trim().split(' ')[0] ?? '').toLowerCase();

/**
 * Results of the topmost field of a trusted server: it writes above everything the mail brought along. Further ones may have been brought
 * along, also under the name of another trusted server: a server removes only those under its own.
 * @param servers authentication service identifiers (authserv-id), lower case
 */
export function authenticationResults({ entity }: Message, servers: readonly string[]): AuthenticationResult[] {
  for (const { name, value } of entity.fields) {
    if (name !== 'authentication-results') continue;
    const [head = '', ...results] = plainText(value).split(';');
    if (servers.includes(serverIn(head))) return results.slice(0, maxResults).flatMap(readResult);
  }
  return [];
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
