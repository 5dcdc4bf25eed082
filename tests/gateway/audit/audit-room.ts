/** A gateway with something to audit: documents of three agencies, received and answered, in a log with several checkpoints and a timestamp. */
import { sequenceOnce } from '../../../gateway/evidence/sequencer.js';
import { stampCheckpoint } from '../../../gateway/proofs/stamp-checkpoint.js';
import { advanceProofs } from '../../../workers/proofs.js';
import { BrowserSession } from '../../support/browser-session.js';
import { arriveDocument, metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';
import { publishLists } from '../../support/publish-lists.js';

export const hostile = '<img src=x onerror=alert(1)>';

export interface AuditRoom {
  readonly gateway: HttpFixture;
  /** The first was sent by H30.03 and received by H30.05 and H30.01; the second has a hostile subject; the third is from H30.09. */
  readonly documents: readonly [string, string, string];
  /** Signed in. */
  readonly auditor: BrowserSession;
  readonly operator: BrowserSession;
  readonly auditorEmail: string;
  readonly operatorEmail: string;
}

export async function openAuditRoom(): Promise<AuditRoom> {
  const gateway = await openHttpFixture();
  const { ctx } = gateway;
  await publishLists(ctx, gateway.authority);
  const send = async (from: string, changes: Record<string, unknown>) => {
    const { id } = await submitDocument(ctx, gateway.clerk(from), metadataOf(changes));
    await sequenceOnce(ctx);
    return id;
  };
  const first = await send('H30.03', {
    to: ['H30.05', 'H30.01'],
    subject: 'Công điện về việc ứng phó hạn hán, xâm nhập mặn',
    urgency: 'express',
  });
  const second = await send('H30.03', { subject: `V/v ${hostile}`, type: 'BC', notation: 'BC-STTTT' });
  const third = await send('H30.09', { to: ['H30.03'], subject: 'V/v rà soát hồ sơ thi đua, khen thưởng' });
  for (const agency of ['H30.05', 'H30.01']) await arriveDocument(ctx, first, agency);
  await arriveDocument(ctx, third, 'H30.03');
  for (let step = 0; step < 2; step += 1) {
    await ctx.database.query("update proofs set next_at = now() - interval '1 second'");
    await advanceProofs(ctx);
  }
  await sequenceOnce(ctx);
  await stampCheckpoint(ctx);
  await sequenceOnce(ctx);
  const [auditorPerson, operatorPerson] = [await addPerson(ctx, 'auditor'), await addPerson(ctx, 'operator')];
  const [auditor, operator] = [BrowserSession.of(gateway), BrowserSession.of(gateway)];
  await auditor.signIn(auditorPerson.email, goodPassword);
  await operator.signIn(operatorPerson.email, goodPassword);
  const emails = { auditorEmail: auditorPerson.email, operatorEmail: operatorPerson.email };
  return { gateway, documents: [first, second, third], auditor, operator, ...emails };
}

/** Text without markup. */
const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();

/** What a reader sees of a page below its masthead. */
export const textOf = (html: string): string => plain(html.slice(html.indexOf('<main')));

export const headingOf = (html: string): string => plain(/<h1>.*?<\/h1>/s.exec(html)?.[0] ?? '');
