/**
 * One delivery as a mail: what the database and the container say about it, put into words and attachments.
 * Does not choose the words (compose-*.ts), sign (write-mail.ts) or send (gateway/channels/email-channel.ts).
 */

import { sentenceOf } from '../../certs/verdict/html/explain.js';
import { verifyFile } from '../../certs/verdict/verify-file.js';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { asiceMediaType } from '../../schemas/asice/media-types.js';
import type { StatusCode } from '../../schemas/directory/statuses.js';
import { type UrgencyLevel, urgencyByPriority } from '../../schemas/directory/urgency.js';
import type { Bilingual } from '../../schemas/words/bilingual.js';
import { selectAgenciesByCode } from '../agencies/agencies.store.js';
import type { Agency } from '../agencies/agency.js';
import type { DeliveryJob, JobStatus } from '../channels/channel.js';
import type { GatewayContext } from '../context.js';
import { containerName, openFileIn } from '../documents/open-document.js';
import {
  type DocumentRow,
  type FileRow,
  selectDocument,
  selectFiles,
  selectStatuses,
} from '../documents/view-document.store.js';
import { readTrust } from '../identity/trust.js';
import { answerAddress, answerHref, createAnswerToken, type GivenToken, linkedAnswers } from './answer-tokens.js';
import { answerNames } from './answer-words.js';
import { type Answering, type ContainerLink, composeDocumentMail } from './compose-document-mail.js';
import { composeStatusMail } from './compose-status-mail.js';
import { createLink } from './mail-links.js';
import { mailNames } from './mail-names.js';
import { type Attachment, type MailProtection, mailSize, type OutgoingMail } from './write-mail.js';

export interface PreparedMail {
  readonly mail: OutgoingMail;
  /** In bytes, rounded up. */
  readonly size: number;
}

type Source = Awaited<ReturnType<DeliveryJob['open']>>;
type Content = Pick<OutgoingMail, 'subject' | 'text' | 'html' | 'attachments' | 'isUrgent' | 'automatic' | 'replyTo'>;

export interface MailWish {
  readonly target: Agency & { readonly email: string };
  /** The job's bytes, open as long as the mail is read. */
  readonly source: Source;
  readonly protection: MailProtection;
}

export async function prepareMail(
  ctx: GatewayContext,
  job: DeliveryJob,
  { target, source, protection }: MailWish,
): Promise<PreparedMail> {
  const document = await selectDocument(ctx.database, job.document, null);
  if (document === undefined) throw new Error(`the document ${job.document} of delivery ${job.delivery} is not there`);
  const author = await authorOf(ctx, document, job.status);
  const content =
    job.status === null
      ? await documentContent(ctx, job, { document, target, source, protection })
      : statusContent(document, author, job.status, source);
  const { organization, mailFrom, mailReturnDelimiter } = ctx.config;
  if (mailFrom === null) throw new Error('mails have no sender');
  const mail: OutgoingMail = {
    ...content,
    names: mailNames({ mailFrom, mailReturnDelimiter }, job.delivery, job.document),
    from: { name: `${author.name} (${organization})`, address: mailFrom },
    to: { name: target.name, address: target.email },
    marks: { 'Congvan-Delivery': job.delivery, 'Congvan-Document': job.document },
  };
  return { mail, size: mailSize(mail.attachments, protection) };
}

/** Who says it: the document's sender, or whose status it is. */
interface Author {
  readonly code: string;
  readonly name: string;
  readonly reason: string | null;
  readonly at: string;
}

async function authorOf(ctx: GatewayContext, document: DocumentRow, status: JobStatus | null): Promise<Author> {
  if (status === null) return { code: document.from, name: document.fromName, reason: null, at: document.sentAt };
  const rows = await selectStatuses(ctx.database, document.id, [status.agency]);
  const row = rows.find(({ id }) => id === status.id);
  if (row === undefined) throw new Error(`the status ${status.id} is not there`);
  const [agency] = await selectAgenciesByCode(ctx.database, [row.author]);
  return { code: row.author, name: agency?.name ?? row.author, reason: row.reason, at: row.at };
}

const containerOf = (name: string, source: ByteSource): Attachment => ({
  name,
  mediaType: asiceMediaType,
  size: source.size,
  open: () => source.stream(),
});

function statusContent(document: DocumentRow, author: Author, { code }: JobStatus, source: Source): Content {
  const { reason, at } = author;
  const said = composeStatusMail({ document, author, code: code as StatusCode, reason, at });
  const name = containerName(document).replace('.asice', `-${code}.asice`);
  return { ...said, attachments: [containerOf(name, source)], isUrgent: false, automatic: 'auto-generated' };
}

function urgencyOf({ urgency }: DocumentRow): UrgencyLevel {
  const level = urgencyByPriority(urgency);
  if (level === undefined) throw new Error(`there is no urgency ${urgency}`);
  return level;
}

interface Bringing {
  readonly document: DocumentRow;
  readonly target: Agency;
  readonly source: Source;
  readonly protection: MailProtection;
}

async function documentContent(ctx: GatewayContext, job: DeliveryJob, bringing: Bringing): Promise<Content> {
  const { document, target, source, protection } = bringing;
  const files = await selectFiles(ctx.database, document.id);
  const fits = mailSize([source, ...files], protection) <= ctx.config.mailMaxBytes;
  const urgency = urgencyOf(document);
  const given = await createAnswerToken(ctx, { delivery: job.delivery, document: job.document, agency: job.target });
  const said = composeDocumentMail({
    from: { code: document.from, name: document.fromName },
    to: target,
    document: { ...document, urgency },
    files,
    verdict: await verdictOn(ctx, source),
    link: fits ? null : await linkTo(ctx, job, source),
    answering: answeringBy(ctx, given),
  });
  const attachments = fits ? await everything(bringing, files) : [];
  const replyTo = replyAddress(ctx, given, protection);
  return {
    ...said,
    attachments,
    isUrgent: urgency.priority > 0,
    automatic: null,
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}

function answeringBy({ config, readsMails }: GatewayContext, { token, expiresAt }: GivenToken): Answering {
  return {
    links: linkedAnswers.map((code) => ({ text: answerNames[code], href: answerHref(config, token, code) })),
    code: token,
    expiresAt: expiresAt.toISOString(),
    byReply: readsMails,
  };
}

/**
 * Where nobody reads answers they go to the sender's mailbox, for people. What is encrypted keeps its token inside: whoever has it can
 * answer, and the header is seen on the way.
 */
function replyAddress(
  { config, readsMails }: GatewayContext,
  { token }: GivenToken,
  { encryptTo }: MailProtection,
): string | undefined {
  const { mailFrom, mailReturnDelimiter } = config;
  if (mailFrom === null || encryptTo !== null || !readsMails) return undefined;
  return answerAddress({ mailFrom, mailReturnDelimiter }, token);
}

async function everything({ document, source }: Bringing, files: readonly FileRow[]): Promise<Attachment[]> {
  const open = async (file: FileRow) => {
    const content = await openFileIn(source, file);
    return { ...file, open: () => content.stream() };
  };
  return [containerOf(containerName(document), source), ...(await Promise.all(files.map(open)))];
}

async function linkTo(ctx: GatewayContext, job: DeliveryJob, { size }: Source): Promise<ContainerLink> {
  const { document, target: agency, delivery, sha256 } = job;
  const { href, expiresAt } = await createLink(ctx, { document, agency, delivery });
  return { href, size, sha256, expiresAt: expiresAt.toISOString() };
}

/** Judged anew, as the receiver would, from what is known here: nobody is asked over the network meanwhile. */
async function verdictOn(ctx: GatewayContext, source: ByteSource): Promise<Bilingual> {
  const report = await verifyFile(source, { policy: 'full', ...(await readTrust(ctx.database)), at: ctx.now() });
  return sentenceOf(report);
}
