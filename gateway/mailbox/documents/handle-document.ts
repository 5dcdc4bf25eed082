/**
 * A mail that asks for a document to be sent: by what is attached, or by lines in the mail. Sent when the sender is proven, shown for
 * confirmation when the agency must confirm (or something of it was guessed), else kept, and the sender told how to do it.
 * Source: issue "The e-mail gateway", part 2.
 */
import { findStamp, secretStampIn, secretStampInName } from '../../../schemas/directory/secrecy.js';
import type { DocumentFields, DocumentRequest } from '../../../schemas/mail/sorted-mail.js';
import { displayedText } from '../../../schemas/mime/displayed-text.js';
import { measurePieces } from '../../../schemas/mime/measure-pieces.js';
import type { MessagePart } from '../../../schemas/mime/message.js';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { loggingSecrets } from '../../documents/log-secrets.js';
import type { Handled, IncomingMail } from '../incoming-mail.js';
import { isSignatureUsed } from '../sender/signature-use.js';
import { askToConfirm, unprovenOutcome } from './ask-to-confirm.js';
import type { RepliedFile } from './compose-document-reply.js';
import { composeAgencyUnclear, composeIncomplete, composeSeveral } from './compose-refusal-reply.js';
import { type MetadataGap, readMailedMetadata } from './document-metadata.js';
import { messageIdReused, quarantinedOutcome, refusedOutcome, sentOutcome, toldOutcome } from './document-outcome.js';
import { standingOf } from './document-sender.js';
import { isMessageIdUsed } from './earlier-mails.store.js';
import { handleContainer, handleEdxml } from './handle-enclosed.js';
import { type ProposeFields, proposalOf } from './propose-fields.js';
import { actorOf, sendFiles } from './send-mailed-document.js';

/** @param propose what the files themselves say, to be confirmed */
export async function handleDocument(
  ctx: GatewayContext,
  mail: IncomingMail,
  request: DocumentRequest,
  propose?: ProposeFields,
): Promise<Handled> {
  const { signature, claims } = mail.sender;
  if (await isSignatureUsed(ctx, mail)) return { state: 'done', result: 'repeated' };
  const handled = await loggingSecrets(ctx, { actor: actorOf(mail), agencies: claims }, digestOf(mail), async () => {
    refuseStamped(mail, request);
    return act(ctx, mail, request, propose);
  }).catch((error: unknown) => refusedOutcome(ctx, mail, error));
  return signature === null ? handled : { ...handled, signatureSha256: signature.sha256 };
}

const digestOf = ({ row }: IncomingMail) => Buffer.from(row.sha256, 'hex');

/** Whoever sent it: a secret must not lie here until somebody has looked at it. */
function refuseStamped({ message, sorted }: IncomingMail, { fields }: DocumentRequest): void {
  const isStamped =
    findStamp({ fields, subject: sorted.subject }) !== undefined ||
    secretStampIn(displayedText(message)) !== undefined ||
    message.parts.some(({ name }) => secretStampInName(name) !== undefined);
  if (isStamped) throw new Problem('secret_refused', { detail: 'The mail carries the stamp of a state secret' });
}

function act(
  ctx: GatewayContext,
  mail: IncomingMail,
  request: DocumentRequest,
  propose: ProposeFields | undefined,
): Promise<Handled> {
  const { metadata } = request;
  switch (metadata.from) {
    case 'several':
      return toldOutcome(ctx, mail, { result: 'several_documents' }, composeSeveral());
    case 'container':
      return handleContainer(ctx, mail, partAt(mail, metadata.place).content());
    case 'edxml':
      return handleEdxml(ctx, mail, partAt(mail, metadata.place).content());
    case 'block':
      return handleBlock(ctx, mail, request, propose);
  }
}

function partAt({ message }: IncomingMail, place: string): MessagePart {
  const part = message.parts.find((one) => one.place === place);
  if (part === undefined) throw new Error(`the mail has no part ${place}`);
  return part;
}

async function handleBlock(
  ctx: GatewayContext,
  mail: IncomingMail,
  request: DocumentRequest,
  propose: ProposeFields | undefined,
): Promise<Handled> {
  const standing = await standingOf(ctx, mail, request.fields.from);
  if (standing.kind === 'unproven') return unknownOutcome(ctx, mail, standing.code);
  if (await isReused(ctx, mail, standing.agency)) return messageIdReused;
  const files = request.files.map((place) => partAt(mail, place));
  const proposal = await proposalOf(request, files, propose);
  const read = await readMailedMetadata(ctx, proposal.request, new Date(mail.row.receivedAt));
  if (read.kind === 'incomplete') return incompleteOutcome(ctx, mail, read.gaps, proposal.request.fields);
  const { agency } = standing;
  const isOpen = proposal.isProposal && mail.row.vouched === null;
  if (standing.kind === 'to-confirm' || isOpen) {
    const { isProposal } = proposal;
    const { metadata } = read;
    return askToConfirm(ctx, mail, { agency, metadata, files: files.map(describeFile), isProposal, changes: null });
  }
  const answer = await sendFiles(ctx, mail, agency, read.metadata, files);
  return sentOutcome(ctx, mail, { agency, proof: standing.proof }, answer);
}

/** For mails without a signature the submission's key finds it out. */
async function isReused(ctx: GatewayContext, { row, sorted, sender }: IncomingMail, agency: string): Promise<boolean> {
  if (sender.signature === null || sorted.messageId === null) return false;
  return isMessageIdUsed(ctx.database, agency, sorted.messageId, row.id);
}

function unknownOutcome(ctx: GatewayContext, mail: IncomingMail, code: 'sender_unproven' | 'agency_unclear') {
  const { signatureFault, claims } = mail.sender;
  if (code === 'sender_unproven') return unprovenOutcome(ctx, mail, signatureFault);
  const reason = { result: code, ...(signatureFault === null ? {} : { detail: signatureFault }) };
  return quarantinedOutcome(ctx, mail, reason, composeAgencyUnclear(claims));
}

function incompleteOutcome(
  ctx: GatewayContext,
  mail: IncomingMail,
  gaps: readonly MetadataGap[],
  fields: DocumentFields,
): Promise<Handled> {
  const detail = gaps.map((gap) => ('field' in gap ? `${gap.kind} ${gap.field}` : gap.kind)).join(', ');
  return toldOutcome(ctx, mail, { result: 'incomplete', detail }, composeIncomplete(gaps, fields));
}

const describeFile = ({ name, pieces }: MessagePart): RepliedFile => ({ name, ...measurePieces(pieces()) });
