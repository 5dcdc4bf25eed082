/**
 * Which of the sender's own documents an edXML message is about: the recalled, updated or replaced one.
 * Source: QCVN 102:2016/BTTTT, Bussiness/DocumentId and ReplacementInfo.
 */
import type { Business, RelatedDocument } from '../../schemas/edxml/message.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';
import { readChangeScope } from './change-scope.js';
import { type OwnDocument, selectOwnByDocumentId } from './requests.store.js';
import type { Change, SubmissionInput } from './submission-input.js';

const reasonMissing = 'Không nêu lý do (no reason given)';

/**
 * The change a message asks for; undefined for a new document. Whether it is allowed, `requireAllowed` says.
 * @throws Problem as `findAffected` and `readChangeScope`
 */
export async function findChange(
  ctx: GatewayContext,
  principal: Principal,
  { sender, recipients }: SubmissionInput,
  business: Business | undefined,
): Promise<Change | undefined> {
  if (business === undefined) return undefined;
  const agencies = await readChangeScope(ctx, business, recipients);
  if (business.type !== 2 && business.type !== 3) return undefined;
  const affected = await findAffected(ctx, principal, sender.code, business);
  return {
    kind: business.type === 2 ? 'update' : 'replace',
    document: affected.id,
    documentId: affected.documentId,
    reason: reasonOf(business.reason),
    ...(agencies === undefined ? {} : { agencies }),
  };
}

/**
 * The document a message of `sender` is about.
 * @throws Problem `edxml_missing` without the affected document's id; `edxml_value` with two; `not_found` when the principal's agencies sent none of that
 *   id; `wrong_agency` when another of them did
 */
export async function findAffected(
  ctx: GatewayContext,
  principal: Principal,
  sender: string,
  business: Business,
  responseFor: readonly RelatedDocument[] = [],
): Promise<OwnDocument> {
  return findSent(ctx, principal, sender, namedDocument(business, responseFor), 'Bussiness/DocumentId');
}

/**
 * The document of this edXML id that `sender` sent.
 * @param field named in the problem
 * @throws Problem `not_found` when the principal's agencies sent none of that id; `wrong_agency` when another of them did
 */
export async function findSent(
  ctx: GatewayContext,
  principal: Principal,
  sender: string,
  documentId: string,
  field: string,
): Promise<OwnDocument> {
  const found = await selectOwnByDocumentId(ctx.database, documentId, principal.agencies, sender);
  if (found === undefined)
    throw new Problem('not_found', { detail: `You sent no document ${documentId.slice(0, 120)}`, field });
  if (found.fromAgency === sender) return found;
  throw new Problem('wrong_agency', {
    detail: `The document was sent by ${found.fromAgency}, and the message comes from ${sender}`,
    field: 'From/OrganId',
  });
}

/** Some systems name a recalled document among those the message answers, and nowhere else. */
function namedDocument(
  { type, documentId, replacements = [] }: Business,
  responseFor: readonly RelatedDocument[],
): string {
  const [answered, another] = type === 1 ? responseFor.flatMap((related) => related.documentId ?? []) : [];
  const [named = documentId ?? (another === undefined ? answered : undefined)] = replacements.map(
    (replacement) => replacement.documentId,
  );
  if (named === undefined)
    throw new Problem('edxml_missing', { detail: 'The affected document is not named', field: 'Bussiness/DocumentId' });
  if (documentId === undefined || documentId === named) return named;
  throw new Problem('edxml_value', {
    detail: 'Bussiness and ReplacementInfo name different documents',
    field: 'Bussiness/DocumentId',
  });
}

/** What the sender gave as reason. */
export function reasonOf(reason: string | undefined): string {
  return (reason ?? '').trim() === '' ? reasonMissing : (reason ?? '');
}
