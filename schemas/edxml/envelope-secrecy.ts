/**
 * Does an edXML file from outside declare a state secret, anywhere in it? One look at the whole tree, whatever we know of its elements:
 * by the names under which document systems declare secrecy (the regulation has none), and by a stamp standing alone as a text.
 * The files inside are judged where they are read.
 * Source: Decision 28/2018/QĐ-TTg article 1.
 */
import { foldText } from '../directory/fold-text.js';
import { declaresSecrecy, secretStampIn } from '../directory/secrecy.js';
import { Problem } from '../problems/problem.js';
import { elementsOf, textOf, type XmlElement } from '../xml/xml-tree.js';

/** Local names of elements and attributes in which systems declare secrecy, folded and without separators. */
const secrecyName = /^(?:muc)?(?:do(?:bao)?|bao)mat|secre(?:t(?!ar)|cy)|security(?:level)?$|confidential/;

/** @throws Problem `secret_refused` naming the element or attribute */
export function refuseSecretXml(element: XmlElement): void {
  if (namesSecrecy(element.local) && declaresSecrecy(textOf(element))) throw refused(element.local);
  for (const { local, value } of element.attributes) {
    if ((namesSecrecy(local) && declaresSecrecy(value)) || secretStampIn(value) !== undefined) throw refused(local);
  }
  for (const child of element.children) {
    if (typeof child === 'string' && secretStampIn(child) !== undefined) throw refused(element.local);
  }
  for (const child of elementsOf(element)) refuseSecretXml(child);
}

function namesSecrecy(local: string): boolean {
  return secrecyName.test(foldText(local).replace(/[^a-z]/g, ''));
}

function refused(name: string): Problem {
  return new Problem('secret_refused', { detail: 'The envelope marks a state secret', field: name.slice(0, 100) });
}
