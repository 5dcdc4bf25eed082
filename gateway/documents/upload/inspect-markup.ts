/**
 * Markup and scripts that a browser or shell would run, whatever the extension says.
 * In a text file only its beginning decides what a browser takes it for; XML is one document to its end, so all of it is looked at.
 * Source: WHATWG MIME Sniffing section 7 (the first bytes decide); Namespaces in XML 1.0 (an element is active by its namespace).
 */
import { Problem } from '../../../schemas/problems/problem.js';
import type { ContentInspector } from './inspect-content.js';

export const activeContent =
  /<(html|!doctype|script|svg|body|iframe|\?php|\?xml-stylesheet)|http:\/\/www\.w3\.org\/(1999\/xhtml|2000\/svg)/i;

/** In XML a namespace counts, however it is spelled; names mean nothing by themselves. */
const activeXml =
  /<!doctype|<\?(?:php|xml-stylesheet)|http:\/\/www\.w3\.org\/(?:1999\/xhtml|2000\/svg)|xmlns[^=<>]{0,100}=\s{0,100}["'][^"'<>]{0,200}&#/i;
/** Longer than anything the expression can match. */
const seamCharacters = 512;

export class ActiveXmlInspector implements ContentInspector {
  #carried = '';

  constructor(private readonly name: string) {}

  see(chunk: Buffer): void {
    const text = this.#carried + chunk.toString('latin1');
    if (activeXml.test(text))
      throw new Problem('file_type', { detail: 'The XML holds content that runs', field: this.name });
    this.#carried = text.slice(-seamCharacters);
  }

  end(): void {}
}
