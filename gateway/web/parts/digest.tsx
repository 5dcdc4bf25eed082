/** A digest as people compare it: in groups of eight. */
import type { JSX } from 'preact';

/** @param hex e.g. of a SHA-256 */
export function Digest({ hex }: { readonly hex: string }): JSX.Element {
  return <span class="digest">{(hex.match(/.{1,8}/g) ?? []).join(' ')}</span>;
}
