/**
 * Does a message from outside declare a state secret, or carry the stamp of one, anywhere: in a text, in an element nobody knows, in
 * an attribute of one? Looks at everything, because everything a sender wrote is kept and sent on.
 * Source: Decision 28/2018/QĐ-TTg article 1; QCVN 102 has no secrecy element, document systems add their own.
 */
import { foldText } from '../directory/fold-text.js';
import { declaresSecrecy, findStamp } from '../directory/secrecy.js';
import { Problem } from '../problems/problem.js';
import type { EdxmlMessage, EdxmlStatus } from './message.js';

/** Local names of elements and attributes in which systems declare secrecy, folded and without separators. */
const secrecyName = /^(?:muc)?domat|secre(?:t(?!ar)|cy)|security(?:level)?$|confidential/;

/** @throws Problem `secret_refused` naming the place */
export function refuseSecretEnvelope(message: EdxmlMessage | EdxmlStatus): void {
  const stamped = findStamp(message);
  if (stamped !== undefined)
    throw new Problem('secret_refused', { detail: 'A text carries the stamp of a state secret', field: stamped });
  for (const xml of unknownElements(message)) refuseDeclaration(xml);
}

function* unknownElements(value: unknown, isUnknown = false): Generator<string> {
  if (typeof value === 'string' && isUnknown) yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* unknownElements(inner, isUnknown || key === 'extras');
}

/** Looks at every leaf and every attribute of the unknown element. */
function refuseDeclaration(xml: string): void {
  const leaves = xml.matchAll(/<(?:[^\s<>/:]+:)?([^\s<>/:]+)(?:\s[^<>]*)?>([^<]*)(?=<)/g);
  const attributes = xml.matchAll(/\s(?:[^\s<>/:="]+:)?([^\s<>/:="]+)="([^"]*)"/g);
  for (const [, name = '', text = ''] of [...leaves, ...attributes]) {
    const isDeclared = secrecyName.test(foldText(name).replace(/[^a-z]/g, '')) && declaresSecrecy(text);
    if (isDeclared || findStamp(text) !== undefined) throw new Problem('secret_refused', { field: name.slice(0, 100) });
  }
}
