/**
 * Which of the sender's own documents an edXML message is about: the recalled, updated or replaced one.
 * Source: QCVN 102:2016/BTTTT, Bussiness/DocumentId and ReplacementInfo.
 */
import type { Business } from '../../schemas/edxml/message.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';
import { type OwnDocument, selectOwnByDocumentId } from './requests.store.js';
import type { Change } from './submission-input.js';

const reasonMissing = 'Không nêu lý do (no reason given)';

/**
 * The change a message asks for; undefined for a new document. Whether it is allowed, `readSubmission` says.
 * @throws Problem `edxml_missing` without the affected document's id; `not_found` when the principal's agencies sent none
 *   of that id
 */
export async function findChange(
  ctx: GatewayContext,
  principal: Principal,
  business: Business | undefined,
): Promise<Change | undefined> {
  if (business?.type !== 2 && business?.type !== 3) return undefined;
  const { id, documentId } = await findAffected(ctx, principal, business);
  return {
    kind: business.type === 2 ? 'update' : 'replace',
    document: id,
    documentId,
    reason: reasonOf(business.reason),
  };
}

/** The document a message is about. @throws as `findChange` */
export async function findAffected(
  ctx: GatewayContext,
  principal: Principal,
  business: Business,
): Promise<OwnDocument> {
  const documentId = business.documentId ?? business.replacements?.[0]?.documentId;
  if (documentId === undefined) {
    throw new Problem('edxml_missing', { detail: 'The affected document is not named', field: 'Bussiness/DocumentId' });
  }
  return findSent(ctx, principal, documentId, 'Bussiness/DocumentId');
}

/**
 * The newest document the principal's agencies sent under this edXML id.
 * @param field named in the problem
 * @throws Problem `not_found`
 */
export async function findSent(
  ctx: GatewayContext,
  principal: Principal,
  documentId: string,
  field: string,
): Promise<OwnDocument> {
  const found = await selectOwnByDocumentId(ctx.database, documentId, principal.agencies);
  if (found !== undefined) return found;
  throw new Problem('not_found', { detail: `You sent no document ${documentId.slice(0, 120)}`, field });
}

/** What the sender gave as reason. */
export function reasonOf(reason: string | undefined): string {
  return (reason ?? '').trim() === '' ? reasonMissing : (reason ?? '');
}
