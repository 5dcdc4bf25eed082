/** The addresses of documents' pages, which carry along the list they were opened from. Pure. */

/** The parameter that holds the list's address, with the list's own query. */
export const listField = 'tu';

/**
 * The page of a document, or something of it.
 * @param list address of the list; null when it was opened by itself
 * @param path behind the document's address, e.g. `/phieu`
 */
export function documentAddress(
  id: string,
  list: string | null,
  path = '',
  query: Readonly<Record<string, string>> = {},
): string {
  const all = new URLSearchParams({ ...(list === null ? {} : { [listField]: list }), ...query });
  return `/van-ban/${id}${path}${all.size === 0 ? '' : `?${all}`}`;
}
