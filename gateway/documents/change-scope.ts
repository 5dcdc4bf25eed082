/**
 * At which recipients a message recalls, updates or replaces the older document. What the message asks for beyond what this gateway
 * does is refused with the element that asks for it, never done by half.
 * Source: QCVN 102:2016/BTTTT, BussinessDocumentInfo/ReceiverList and ReplacementInfoList.
 */
import type { Business, EdxmlMessage, ReplacementInfo } from '../../schemas/edxml/message.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { Agency } from '../agencies/agency.js';
import { matchAgencies } from '../agencies/resolve-agency.js';
import type { GatewayContext } from '../context.js';
import { selectAnswers } from './requests.store.js';

const receiverList = 'Bussiness/BussinessDocumentInfo/ReceiverList';
const replacementList = 'Bussiness/ReplacementInfoList';

/**
 * The recipients that are asked about the older document; undefined for all of the new one.
 * @param recipients of the new document
 * @throws Problem `edxml_unsupported`, `edxml_value`, `edxml_missing` naming the element
 */
export async function readChangeScope(
  ctx: GatewayContext,
  business: Business,
  recipients: readonly Agency[],
): Promise<readonly string[] | undefined> {
  refuseForeignParts(business);
  const codes = new Set(recipients.map(({ code }) => code));
  if (business.type === 2) await requireReceivers(ctx, business, codes);
  return business.type === 3 ? readReplaced(ctx, business.replacements ?? [], codes) : undefined;
}

/**
 * A recall takes a document back from all its recipients.
 * @throws Problem `edxml_unsupported` when the message leaves some of them out
 */
export async function requireWholeRecall(
  ctx: GatewayContext,
  { to }: EdxmlMessage,
  business: Business,
  document: string,
): Promise<void> {
  refuseForeignParts(business);
  const named = new Set(
    await codesOf(
      ctx,
      to.map(({ organId }) => organId),
    ),
  );
  const left = (await selectAnswers(ctx.database, document, 'recall')).find(({ agency }) => !named.has(agency));
  if (left === undefined) return;
  throw unsupported(`A recall takes a document back from all its recipients; ${left.agency} is not named`, 'To');
}

/** Parts of another business type would change something that this message's type does not. */
function refuseForeignParts({ type, update, replacements = [] }: Business): void {
  if (type !== 2 && (update?.receivers ?? []).length > 0)
    throw unsupported(`Receivers are changed by an update only (BussinessDocType 2, not ${type})`, receiverList);
  if (type !== 3 && replacements.length > 0)
    throw unsupported(
      `Documents are replaced by a replacement only (BussinessDocType 3, not ${type})`,
      replacementList,
    );
}

/** Added receivers get the update because they stand in To; nothing is taken away from one by an update. */
async function requireReceivers(ctx: GatewayContext, { update }: Business, to: ReadonlySet<string>): Promise<void> {
  const receivers = update?.receivers ?? [];
  if (update?.documentReceiver === true && receivers.length === 0)
    throw new Problem('edxml_missing', { detail: 'Receivers change, and none is named', field: receiverList });
  const codes = await codesOf(
    ctx,
    receivers.map(({ organId }) => organId),
  );
  for (const [index, { organId, change }] of receivers.entries()) {
    const field = `${receiverList}/Receiver[${index + 1}]`;
    if (change === 'removed')
      throw unsupported(`An update takes no document away from ${organId.slice(0, 60)}: recall or replace it`, field);
    if (!to.has(codes[index] ?? '')) throw wrong(`${organId.slice(0, 60)} is added and stands in no To`, field);
  }
}

async function readReplaced(
  ctx: GatewayContext,
  replacements: readonly ReplacementInfo[],
  to: ReadonlySet<string>,
): Promise<readonly string[] | undefined> {
  const other = replacements.findIndex(({ documentId }) => documentId !== replacements[0]?.documentId);
  if (other >= 0)
    throw unsupported('One document replaces one document', `${replacementList}/ReplacementInfo[${other + 1}]`);
  if (replacements.some(({ organIds }) => organIds.length === 0)) return undefined;
  const organIds = replacements.flatMap((replacement) => replacement.organIds);
  const codes = await codesOf(ctx, organIds);
  const stranger = codes.findIndex((code) => !to.has(code));
  if (stranger >= 0)
    throw wrong(
      `${organIds[stranger]?.slice(0, 60)} stands in no To, and so gets no replacement`,
      `${replacementList}/ReplacementInfo/OrganIdList`,
    );
  return codes.length === 0 ? undefined : [...new Set(codes)];
}

/** The codes of agencies named by code or alias; '' for what the directory does not know. */
async function codesOf(ctx: GatewayContext, organIds: readonly string[]): Promise<string[]> {
  const found = await matchAgencies(ctx.database, organIds, '');
  return organIds.map((organId) => found.get(organId)?.agency.code ?? '');
}

function unsupported(detail: string, field: string): Problem {
  return new Problem('edxml_unsupported', { detail, field });
}

function wrong(detail: string, field: string): Problem {
  return new Problem('edxml_value', { detail, field });
}
