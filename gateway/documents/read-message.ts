/**
 * What an edXML message from outside becomes: who speaks, whose document it is, what it changes. The same for a message that came
 * as a file and for the envelope of a ready container.
 * A message may speak only for an agency its token acts for, and carry only an id of its own sender.
 * Source: QCVN 102:2016/BTTTT, MessageHeader/From, DocumentId and ResponseFor.
 */
import { parseDocumentId } from '../../schemas/directory/document-id.js';
import type { Warn } from '../../schemas/edxml/element-cursor.js';
import { metadataFromEnvelope } from '../../schemas/edxml/envelope.js';
import type { EdxmlMessage, EdxmlStatus, Organ } from '../../schemas/edxml/message.js';
import { Problem } from '../../schemas/problems/problem.js';
import { identifyAgency } from '../agencies/resolve-agency.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';
import { findChange } from './affected-document.js';
import { isDocumentIdOfOthers } from './sent-before.store.js';
import { selectReceivedFrom } from './statuses.store.js';
import { readSubmission, requireAllowed, type SubmissionInput, type SubmitOptions } from './submission-input.js';

/** Longer than any id of the form `OrganId,yyyy/MM/dd,number/notation`. */
const maxIdCharacters = 200;

/**
 * The submission a message asks for.
 * @param warn told about what its metadata could not take over
 * @throws Problem as `metadataFromEnvelope`, `readSubmission`, `findChange` and `requireAllowed`; `edxml_value` for a DocumentId that names another
 *   agency or is too long; `already_exists` for one that another agency uses
 */
export async function readMessage(
  ctx: GatewayContext,
  principal: Principal,
  message: EdxmlMessage,
  options: Omit<SubmitOptions, 'change'>,
  warn?: Warn,
): Promise<SubmissionInput> {
  const input = await readSubmission(ctx, principal, metadataFromEnvelope(message, warn), options);
  if (message.documentId !== undefined) await requireOwnId(ctx, input.sender.code, message.documentId);
  const wanted = { ...options, change: await findChange(ctx, principal, input, message.business) };
  await requireAllowed(ctx, input.sender, input.recipients, wanted);
  return { ...input, options: wanted, original: message };
}

async function requireOwnId(ctx: GatewayContext, sender: string, documentId: string): Promise<void> {
  const wrong = (detail: string) => new Problem('edxml_value', { detail, field: 'DocumentId' });
  if (documentId.length > maxIdCharacters) throw wrong(`A DocumentId has at most ${maxIdCharacters} characters`);
  const organId = parseDocumentId(documentId)?.organId;
  if (organId !== undefined && (await identifyAgency(ctx.database, organId)) !== sender)
    throw wrong(`The DocumentId names ${organId.slice(0, 60)}, and the document comes from ${sender}`);
  if (await isDocumentIdOfOthers(ctx.database, documentId, sender))
    throw new Problem('already_exists', { detail: 'Another agency uses this DocumentId', field: 'DocumentId' });
}

/**
 * The agency in whose name a message speaks: one the principal acts for, whether it takes part today or not.
 * @throws Problem `wrong_agency`
 */
export async function speakerOf(ctx: GatewayContext, principal: Principal, from: Organ): Promise<string> {
  const agency = await identifyAgency(ctx.database, from.organId);
  if (agency !== undefined && principal.agencies.includes(agency)) return agency;
  throw new Problem('wrong_agency', {
    detail: `This token does not act for ${from.organId.slice(0, 60)}`,
    field: 'From/OrganId',
  });
}

/** The edXML id of the document a status is about. @throws Problem `edxml_missing` */
export function namedBy({ responseFor }: EdxmlStatus): string {
  if (responseFor.documentId === undefined) throw missing('The document is not named', 'ResponseFor/DocumentId');
  return responseFor.documentId;
}

/**
 * The received document a status of `agency` is about.
 * @throws Problem `edxml_missing` without its id, or without its sender where several sent one of that id; `not_found`
 */
export async function findReceived(ctx: GatewayContext, agency: string, status: EdxmlStatus): Promise<string> {
  const documentId = namedBy(status);
  const { organId } = status.responseFor;
  const sender = organId === undefined ? null : ((await identifyAgency(ctx.database, organId)) ?? '');
  const [found, another] = await selectReceivedFrom(ctx.database, documentId, agency, sender);
  if (another !== undefined) throw missing('Several agencies sent a document of this id', 'ResponseFor/OrganId');
  if (found !== undefined) return found;
  const whose = organId === undefined ? '' : ` from ${organId.slice(0, 60)}`;
  throw new Problem('not_found', {
    detail: `${agency} received no document ${documentId.slice(0, 120)}${whose}`,
    field: 'ResponseFor/DocumentId',
  });
}

function missing(detail: string, field: string): Problem {
  return new Problem('edxml_missing', { detail, field });
}
