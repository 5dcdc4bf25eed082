/**
 * The mail addresses in a header field, without the names and comments around them, which may say anything.
 * Give it the field as it stands: decoded names may hold what looks like an address (RFC 2047 section 5 forbids encoded words in addresses).
 * Source: RFC 5322 section 3.4 (mailboxes).
 */

/** @param field unfolded, not decoded. @returns addresses in lower case, in their order */
export function addressesOf(field: string): string[] {
  const bare = field.replace(/"(?:[^"\\]|\\.)*"/g, ' ').replace(/\([^()]*\)/g, ' ');
  const addresses = bare.split(/[,;]/).map((mailbox) => /<([^<>]*)>/.exec(mailbox)?.[1] ?? mailbox);
  return addresses
    .map((address) => address.trim().toLowerCase())
    .filter((address) => /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(address));
}
