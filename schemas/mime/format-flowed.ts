/**
 * Paragraphs of a `format=flowed` text put together again.
 * Source: RFC 3676 sections 4.2 to 4.5.
 */

interface Line {
  readonly quotes: number;
  readonly text: string;
}

/** Quotation marks counted, and the space left out that protects what follows (space-stuffing). */
function readLine(line: string): Line {
  const quotes = /^>*/.exec(line)?.[0].length ?? 0;
  const text = line.slice(quotes);
  return { quotes, text: text.startsWith(' ') ? text.slice(1) : text };
}

/** The line before a signature ends with a space and flows nowhere. */
const isFlowed = ({ text }: Line) => text.endsWith(' ') && text !== '-- ';

/**
 * @param deletesSpace the parameter `DelSp=yes`: the space that makes a line flow is none of the text
 * @returns one line a paragraph; quoted ones begin with their quotation marks and a space
 */
export function unflow(text: string, deletesSpace: boolean): string {
  const paragraphs: { quotes: number; texts: string[] }[] = [];
  let before: Line | undefined;
  for (const line of text.split('\n').map(readLine)) {
    const words = deletesSpace && isFlowed(line) ? line.text.slice(0, -1) : line.text;
    const last = paragraphs.at(-1);
    const goesOn = before !== undefined && isFlowed(before) && before.quotes === line.quotes && line.text !== '-- ';
    if (goesOn && last !== undefined) last.texts.push(words);
    else paragraphs.push({ quotes: line.quotes, texts: [words] });
    before = line;
  }
  return paragraphs
    .map(({ quotes, texts }) => `${quotes > 0 ? `${'>'.repeat(quotes)} ` : ''}${texts.join('')}`)
    .join('\n');
}
