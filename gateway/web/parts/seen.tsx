/** What a form showed when it was opened: whoever sends it back changes only what differs from that (page-routes/merge-typed.ts). */
import type { JSX } from 'preact';

export const seenField = 'da-thay';

export const Seen = ({ values }: { readonly values: Readonly<Record<string, string>> }): JSX.Element => (
  <input type="hidden" name={seenField} value={JSON.stringify(values)} />
);
