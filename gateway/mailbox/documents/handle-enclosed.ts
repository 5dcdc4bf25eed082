/**
 * A document that describes itself: a sealed container or an edXML message attached to a mail. The sender's seal on the container, or a
 * signature by one on the message, proves whose it is, whoever the mail comes from. A message that proves nothing is confirmed by an agency
 * that may confirm; a container without a seal is none (ETSI EN 319 162-1), and is refused as by the API.
 * Everybody who received such a file can hand it in again: what was sent once is recognised by its own number and digest.
 */
import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { readInterchange } from '../../../schemas/edxml/read-interchange.js';
import { isProblem, Problem } from '../../../schemas/problems/problem.js';
import { identifyAgency } from '../../agencies/resolve-agency.js';
import type { GatewayContext } from '../../context.js';
import { selectByContainer } from '../../documents/sent-before.store.js';
import { readEnclosedMessage } from '../../documents/submit-container.js';
import type { EdxmlOutcome } from '../../documents/submit-edxml.js';
import type { Handled, IncomingMail } from '../incoming-mail.js';
import { judgeSigner } from '../sender/judge-signer.js';
import { askToConfirm, unprovenOutcome } from './ask-to-confirm.js';
import { documentInEdxml } from './document-in-edxml.js';
import { type Speaker, sentOutcome } from './document-outcome.js';
import { standingOf } from './document-sender.js';
import { sendContainer, sendEdxml } from './send-mailed-document.js';

/** @throws Problem as `submitContainer`, which finds out whether the seal is the sender's */
export async function handleContainer(ctx: GatewayContext, mail: IncomingMail, bytes: Buffer): Promise<Handled> {
  const message = await readEnclosedMessage(await openContainer(bufferSource(bytes)));
  if (message.kind === 'status')
    return { state: 'quarantined', result: 'status_container', detail: 'a sealed status message is not taken by mail' };
  const { organId } = message.from;
  const agency = await identifyAgency(ctx.database, organId);
  if (agency === undefined)
    throw new Problem('unknown_agency', { detail: `No agency has the code "${organId.slice(0, 60)}"`, field: 'From' });
  try {
    return await sentOutcome(ctx, mail, { agency, proof: 'signature' }, await sendContainer(ctx, mail, agency, bytes));
  } catch (error) {
    const document = isProblem(error)
      ? await selectByContainer(ctx.database, agency, hash('sha256', bytes))
      : undefined;
    if (document === undefined) throw error;
    return { state: 'done', result: 'repeated', document };
  }
}

/** @throws Problem as `submitEdxml` */
export async function handleEdxml(ctx: GatewayContext, mail: IncomingMail, bytes: Buffer): Promise<Handled> {
  const standing = await standingOf(ctx, mail, null);
  if (standing.kind === 'proven') return edxmlOutcome(ctx, mail, standing, bytes);
  const judged = await judgeSigner(ctx, bytes, 'edxml');
  if ('fault' in judged || !judged.signer.isSeal) {
    const asked = standing.kind === 'to-confirm' ? await documentInEdxml(ctx, mail, standing.agency, bytes) : null;
    if (asked !== null) return askToConfirm(ctx, mail, asked);
    const fault = 'fault' in judged ? judged.fault : 'the certificate is a person’s, not a seal';
    return unprovenOutcome(ctx, mail, fault);
  }
  await requireNumber(ctx, bytes);
  return edxmlOutcome(ctx, mail, { agency: judged.signer.agency, proof: 'signature' }, bytes);
}

/** Without its own number the message would become another document each time somebody hands it in. */
async function requireNumber(ctx: GatewayContext, bytes: Buffer): Promise<void> {
  const limits = { maxBytes: ctx.config.maxEdxmlBytes, folder: ctx.blobs.draftsFolder };
  const interchange = await readInterchange(Readable.from([bytes]), limits);
  await interchange.dispose();
  const { message } = interchange;
  const isDocument = message.kind === 'document' && message.business?.type !== 1;
  if (!isDocument || message.code?.number !== undefined) return;
  throw new Problem('edxml_missing', {
    detail: 'A signed message that proves its sender by itself carries its number',
    field: 'Code/CodeNumber',
  });
}

async function edxmlOutcome(
  ctx: GatewayContext,
  mail: IncomingMail,
  speaker: Speaker,
  bytes: Buffer,
): Promise<Handled> {
  const { agency, proof } = speaker;
  const outcome: EdxmlOutcome = await sendEdxml(ctx, mail, agency, bytes);
  if (outcome.kind === 'submitted') return sentOutcome(ctx, mail, { agency, proof }, outcome.answer);
  const said = { state: 'done', agency, proof, document: outcome.answer.id } as const;
  return outcome.kind === 'recalled' ? { ...said, result: 'recalled' } : { ...said, result: 'status' };
}
