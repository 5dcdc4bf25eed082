/**
 * How a signature's reference names a data entry of the container.
 * Source: RFC 3986 (percent-encoding of a relative reference); ETSI EN 319 162-1 section 4.4.3.2.
 */

/** The URI of an entry: each path segment percent-encoded as UTF-8. */
export function entryUri(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

/**
 * The entry a URI names, or null when it is not a plain relative path: no scheme, authority, query, fragment or dot segment.
 * A leading slash stands for the container's root (some writers put it).
 */
export function entryOfUri(uri: string): string | null {
  const path = uri.startsWith('/') ? uri.slice(1) : uri;
  if (path === '' || path.startsWith('/') || /[?#\\]/.test(path) || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(path)) return null;
  const name = decode(path);
  if (name === null || name.split('/').some((segment) => segment === '' || segment === '.' || segment === '..'))
    return null;
  return name;
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
