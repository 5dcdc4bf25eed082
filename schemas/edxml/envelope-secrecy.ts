/**
 * Does an envelope from outside declare a state secret in a place the metadata does not have?
 * Complements `checkMetadata`, which judges the texts both have.
 * Source: Decision 28/2018/QĐ-TTg article 1; QCVN 102 has no secrecy element, document systems add their own.
 */
import { foldText } from '../directory/fold-text.js';
import { declaresSecrecy, secretStampIn } from '../directory/secrecy.js';
import { Problem } from '../problems/problem.js';
import type { EdxmlMessage } from './message.js';

/** Local names of elements in which systems declare secrecy, folded and without separators. */
const secrecyElement = /^(?:muc)?domat|secre(?:t|cy)|security(?:level)?$|confidential/;

/** @throws Problem `secret_refused` naming the element */
export function refuseSecretEnvelope(message: EdxmlMessage): void {
  const { otherInfo, extras } = message;
  const unknown = [
    ...(otherInfo?.extras ?? []),
    ...(message.documentType?.extras ?? []),
    ...Object.values(extras ?? {}).flat(),
  ];
  for (const xml of unknown) refuseDeclaration(xml);
  const stamped = [otherInfo?.sphereOfPromulgation, message.content, message.documentType?.name].find(
    (text) => text !== undefined && secretStampIn(text) !== undefined,
  );
  if (stamped !== undefined) {
    throw new Problem('secret_refused', {
      detail: 'A text carries the stamp of a state secret',
      field: 'MessageHeader',
    });
  }
}

/** Looks at every leaf of the unknown element. */
function refuseDeclaration(xml: string): void {
  for (const [, name = '', text = ''] of xml.matchAll(/<(?:[^\s<>/:]+:)?([^\s<>/:]+)(?:\s[^<>]*)?>([^<]*)(?=<)/g)) {
    const folded = foldText(name).replace(/[^a-z]/g, '');
    if (secrecyElement.test(folded) && declaresSecrecy(text))
      throw new Problem('secret_refused', { field: name.slice(0, 100) });
  }
}
