/**
 * The demonstration's mailboxes as pages: read, answer, write. Whoever opens them is every agency of the demonstration at once; they exist
 * only where the demonstration has a mail server of its own, and without a setting for it only for browsers on this machine.
 * Works without script. Not part of the API.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { headerText, isFilePart, type MessagePart } from '../../../schemas/mime/message.js';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { arrivalOf } from '../../demonstration-mail/mail-folders.js';
import { type DemonstrationMailbox, findMailboxes } from '../../demonstration-mail/mailboxes.js';
import type { DemonstrationMail } from '../../demonstration-mail/open-demonstration-mail.js';
import { readMail, readMailPage } from '../../demonstration-mail/read-mails.js';
import {
  answerAddress,
  answerText,
  answerTo,
  isAnswerAct,
  type Letter,
  writeLetter,
} from '../../demonstration-mail/write-letter.js';
import type { Page } from '../../web/page.js';
import { placeOf } from '../../web/pages/mailboxes/frame.js';
import { MailboxesPage, MailboxPage } from '../../web/pages/mailboxes/lists.js';
import { type Draft, firstDraft, NewMailPage } from '../../web/pages/mailboxes/new-mail.js';
import { OneMailPage } from '../../web/pages/mailboxes/one-mail.js';
import { requireThisMachine } from '../own-page.js';
import { type Form, readForm } from '../read-form.js';
import { contentDisposition } from '../send-bytes.js';
import type { Pages } from './pages.js';

type Box = { Params: { code: string } };
type OneMail = { Params: { code: string; mail: string } };
type OnePart = { Params: { code: string; mail: string; part: string } };
type OnePage = Box & { Querystring: { page?: number; sent?: string } };

const route = { config: { access: 'public', page: true, bringsFile: true }, schema: { hide: true } } as const;
const listRoute = {
  ...route,
  schema: {
    hide: true,
    querystring: Type.Object({
      page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
      sent: Type.Optional(Type.String({ maxLength: 1 })),
    }),
  },
};

const sendFile = (reply: FastifyReply, name: string, bytes: Buffer) =>
  reply.header('content-disposition', contentDisposition(name)).type('application/octet-stream').send(bytes);

/** What a part is downloaded as: the name in the mail may be a path. */
const fileNameOf = ({ name, place }: MessagePart) => name.split(/[/\\]/).at(-1) || `${place}.bin`;

class MailboxDesk {
  readonly ctx: GatewayContext;

  constructor(
    readonly pages: Pages,
    readonly mail: DemonstrationMail,
  ) {
    this.ctx = pages.ctx;
  }

  /** The page asked for; a form shows the mailbox it belongs to when its reader changes the language. */
  pageOf(request: FastifyRequest, reply: FastifyReply): Page {
    const { code } = request.params as { code?: string };
    const page = this.pages.pageOf(request, reply);
    return request.method === 'POST' && code !== undefined ? { ...page, address: placeOf({ code }) } : page;
  }

  /** @throws Problem `not_found` */
  async mailbox(code: string): Promise<DemonstrationMailbox> {
    const mailbox = (await findMailboxes(this.ctx)).find((one) => one.code === code);
    if (mailbox === undefined) throw new Problem('not_found', { detail: 'There is no such mailbox' });
    return mailbox;
  }

  async counts() {
    const mailboxes = await findMailboxes(this.ctx);
    return Promise.all(
      mailboxes.map(async (mailbox) => {
        const mails = await this.mail.folders.list(mailbox.address);
        return { mailbox, unread: mails.filter(({ isUnread }) => isUnread).length, total: mails.length };
      }),
    );
  }

  /** The mailbox, and a mail in it. @throws Problem `not_found` */
  async open({ code, mail }: OneMail['Params']) {
    const mailbox = await this.mailbox(code);
    return { mailbox, ...(await readMail(this.mail.folders, mailbox.address, mail)) };
  }

  /** @returns why the server refused it; null when it is stored */
  async send(mailbox: DemonstrationMailbox, letter: Letter): Promise<string | null> {
    const bytes = await writeLetter(mailbox, letter, this.ctx.now());
    return this.mail.submit(mailbox.address, letter.to, bytes);
  }
}

function readingRoutes(app: FastifyInstance, desk: MailboxDesk): void {
  const { pages } = desk;
  const { folders, gatewayAddress } = desk.mail;
  app.get('/thu', route, async (request, reply) =>
    pages.send(reply, MailboxesPage({ page: desk.pageOf(request, reply), counts: await desk.counts() })),
  );
  app.get<OnePage>('/thu/:code', listRoute, async (request, reply) => {
    const { params, query } = request;
    const mailbox = await desk.mailbox(params.code);
    const mails = await readMailPage(folders, mailbox.address, query.page ?? 1);
    const outcome = query.sent === undefined ? null : ({ kind: 'done' } as const);
    return pages.send(reply, MailboxPage({ ...mails, shown: desk.pageOf(request, reply), mailbox, outcome }));
  });
  app.get<Box>('/thu/:code/new', route, async (request, reply) => {
    const mailbox = await desk.mailbox(request.params.code);
    const page = desk.pageOf(request, reply);
    return pages.send(reply, NewMailPage({ page, mailbox, draft: firstDraft(gatewayAddress), outcome: null }));
  });
  app.get<OneMail>('/thu/:code/:mail', route, async (request, reply) => {
    const { mail: id } = request.params;
    const { mailbox, message } = await desk.open(request.params);
    await folders.markRead(mailbox.address, id);
    const to = message && answerAddress(message);
    const page = desk.pageOf(request, reply);
    return pages.send(reply, OneMailPage({ page, mailbox, id, message, answerTo: to, outcome: null }));
  });
  app.get<OneMail>('/thu/:code/:mail/original', route, async ({ params }, reply) => {
    const { message, bytes } = await desk.open(params);
    const subject = message === null ? '' : headerText(message.entity, 'subject');
    return sendFile(reply, `${subject.replace(/[^\p{L}\p{N}. -]/gu, '_').slice(0, 80) || 'thu'}.eml`, bytes);
  });
  app.get<OnePart>('/thu/:code/:mail/parts/:part', route, async ({ params }, reply) => {
    const { message } = await desk.open(params);
    const part = message?.parts.find(({ place }) => place === params.part);
    if (part === undefined || !isFilePart(part))
      throw new Problem('not_found', { detail: 'There is no such attachment' });
    return sendFile(reply, fileNameOf(part), part.content());
  });
}

const draftOf = ({ fields }: Form): Draft => ({
  to: fields.get('to')?.trim() ?? '',
  subject: fields.get('subject')?.trim() ?? '',
  text: fields.get('text') ?? '',
});

function writingRoutes(app: FastifyInstance, desk: MailboxDesk): void {
  const { pages } = desk;
  const maxBytes = desk.ctx.config.mailMaxBytes;
  const done = (reply: FastifyReply, { code }: DemonstrationMailbox) =>
    reply.redirect(`/thu/${encodeURIComponent(code)}?sent=1`, 303);
  app.post<Box>('/thu/:code/new', route, async (request, reply) => {
    const mailbox = await desk.mailbox(request.params.code);
    const form = await readForm(request, maxBytes);
    const draft = draftOf(form);
    const why = await desk.send(mailbox, { ...draft, files: form.files, thread: [] });
    if (why === null) return done(reply, mailbox);
    const outcome = { kind: 'failed', why } as const;
    return pages.send(reply, NewMailPage({ page: desk.pageOf(request, reply), mailbox, draft, outcome }), 422);
  });
  app.post<OneMail>('/thu/:code/:mail/answer', route, async (request, reply) => {
    const { mailbox, message } = await desk.open(request.params);
    const { fields } = await readForm(request, maxBytes);
    const [act = '', to] = [fields.get('act'), message && answerAddress(message)];
    if (message === null || to === null || !isAnswerAct(act))
      throw new Problem('invalid_request', { detail: 'There is nothing to answer, or no such answer', field: 'act' });
    const id = request.params.mail;
    const text = answerText(act, fields.get('text') ?? '');
    const why = await desk.send(mailbox, answerTo(message, to, text, arrivalOf(id)));
    if (why === null) return done(reply, mailbox);
    const [page, outcome] = [desk.pageOf(request, reply), { kind: 'failed', why } as const];
    return pages.send(reply, OneMailPage({ page, mailbox, id, message, answerTo: to, outcome }), 422);
  });
}

/** For the pages' scope: their headers, their problems. */
export function mailboxPages(pages: Pages, app: FastifyInstance, mail: DemonstrationMail): void {
  const desk = new MailboxDesk(pages, mail);
  app.addHook('onRequest', async (request) => {
    if (pages.ctx.config.demoMail !== 'on') requireThisMachine(request);
  });
  readingRoutes(app, desk);
  writingRoutes(app, desk);
}
