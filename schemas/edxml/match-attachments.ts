/**
 * Which attachment a reference of the manifest means, although senders write the ids differently in the two places.
 * Source: seen in files of the national axis: `cid:` in one place only, other case, the same id twice.
 */
import { Problem } from '../problems/problem.js';
import type { Warn } from './element-cursor.js';
import type { FileReference } from './message.js';

interface Named {
  readonly contentId: string;
  readonly name: string | undefined;
}

/**
 * The attachments in the order of the manifest, unmentioned ones last; each with its reference, if it has one.
 * @throws Problem `edxml_attachment` when the manifest names a file that is not there
 */
export function matchAttachments<A extends Named>(
  references: readonly FileReference[],
  attachments: readonly A[],
  warn: Warn,
): { readonly attachment: A; readonly reference: FileReference | undefined }[] {
  const left = new Set(attachments);
  const take = (attachment: A | undefined): A | undefined => {
    if (attachment !== undefined) left.delete(attachment);
    return attachment;
  };
  const byId = references.map((reference) => take(find(left, (one) => sameId(one.contentId, reference.contentId))));
  const byName = references.map((reference, index) => {
    if (byId[index] !== undefined || reference.name === undefined) return byId[index];
    return take(find(left, ({ name }) => name === reference.name));
  });
  const sameNumberLeft = left.size === byName.filter((attachment) => attachment === undefined).length;
  const matched = references.map((reference, index) => {
    if (byId[index] !== undefined) return { attachment: byId[index], reference };
    // As many left over on both sides: then their order is the only thing both can mean.
    const attachment = byName[index] ?? (sameNumberLeft ? take(find(left, () => true)) : undefined);
    if (attachment === undefined) throw notThere(reference);
    warn(
      `Reference ${reference.contentId}: no attachment has this id; matched by ${byName[index] ? 'name' : 'position'}`,
    );
    return { attachment, reference };
  });
  for (const { contentId } of left) warn(`Attachment ${contentId} is not in the manifest`);
  return [...matched, ...[...left].map((attachment) => ({ attachment, reference: undefined }))];
}

function find<A>(attachments: Iterable<A>, matches: (attachment: A) => boolean): A | undefined {
  for (const attachment of attachments) if (matches(attachment)) return attachment;
  return undefined;
}

function sameId(one: string, other: string): boolean {
  return plainId(one) === plainId(other);
}

function plainId(id: string): string {
  return id.replace(/^<|>$/g, '').replace(/^cid:/i, '').trim().toLowerCase();
}

function notThere(reference: FileReference): Problem {
  return new Problem('edxml_attachment', {
    detail: `The manifest names "${reference.name ?? reference.contentId}", but no such attachment is in the file`,
    field: reference.name ?? reference.contentId,
  });
}
