/**
 * The mail addresses in a header field, without the names and comments around them, which may say anything.
 * Give it the field as it stands: decoded names may hold what looks like an address (RFC 2047 section 5 forbids encoded words in addresses).
 * Source: RFC 5322 section 3.4 (mailboxes).
 */

/** Quoted texts become a space; a quotation mark without its counterpart is a letter. One pass, whatever the field. */
function withoutQuoted(field: string): string {
  const kept: string[] = [];
  let end = 0;
  let opened = -1;
  for (const { index, 0: found } of field.matchAll(/\\[\s\S]|"/g)) {
    const isMark = found === '"' || (opened < 0 && found === '\\"');
    if (!isMark) continue;
    const at = index + found.length - 1;
    if (opened < 0) opened = at;
    else {
      kept.push(field.slice(end, opened), ' ');
      end = at + 1;
      opened = -1;
    }
  }
  return `${kept.join('')}${field.slice(end)}`;
}

/** @param field unfolded, not decoded. @returns addresses in lower case, in their order */
export function addressesOf(field: string): string[] {
  const bare = withoutQuoted(field).replace(/\([^()]*\)/g, ' ');
  const addresses = bare.split(/[,;]/).map((mailbox) => /<([^<>]*)>/.exec(mailbox)?.[1] ?? mailbox);
  return addresses
    .map((address) => address.trim().toLowerCase())
    .filter((address) => /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(address));
}
