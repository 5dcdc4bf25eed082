/**
 * The demonstration's mailboxes as pages: read, answer, write. Whoever opens them is every agency of the demonstration at once; they exist
 * only where the demonstration has a mail server of its own, and without a setting for it only for browsers on this machine.
 * Works without script. Not part of the API.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { headerText, isFilePart, type MessagePart } from '../../../schemas/mime/message.js';
import { Problem } from '../../../schemas/problems/problem.js';
import { say } from '../../../schemas/words/bilingual.js';
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
import { mailboxContentPolicy, notice } from '../mailbox-pages/frame.js';
import { writeMailboxList, writeMailList } from '../mailbox-pages/lists.js';
import { type Draft, firstDraft, writeNewMail } from '../mailbox-pages/new-mail.js';
import { writeMail } from '../mailbox-pages/one-mail.js';
import { requireOwnForm, requireThisMachine } from '../own-page.js';
import { type Form, readForm } from '../read-form.js';
import { contentDisposition } from '../send-bytes.js';

type Box = { Params: { code: string } };
type OneMail = { Params: { code: string; mail: string } };
type OnePart = { Params: { code: string; mail: string; part: string } };
type OnePage = Box & { Querystring: { page?: number; sent?: string } };

const route = { config: { access: 'public' as const }, schema: { hide: true } };
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

const sendPage = (reply: FastifyReply, page: string) => reply.type('text/html; charset=utf-8').send(page);

const sendFile = (reply: FastifyReply, name: string, bytes: Buffer) =>
  reply.header('content-disposition', contentDisposition(name)).type('application/octet-stream').send(bytes);

/** What a part is downloaded as: the name in the mail may be a path. */
const fileNameOf = ({ name, place }: MessagePart) => name.split(/[/\\]/).at(-1) || `${place}.bin`;

const stored = () => notice('done', say('Máy chủ thư đã nhận thư.', 'The mail server has taken the mail.'));
const refused = (why: string) => notice('failed', say('Thư không gửi được.', 'The mail was not sent.'), why);

class MailboxDesk {
  constructor(
    readonly ctx: GatewayContext,
    readonly mail: DemonstrationMail,
  ) {}

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
  const { folders, gatewayAddress } = desk.mail;
  app.get('/thu', route, async (_request, reply) => sendPage(reply, writeMailboxList(await desk.counts())));
  app.get<OnePage>('/thu/:code', listRoute, async ({ params, query }, reply) => {
    const mailbox = await desk.mailbox(params.code);
    const page = await readMailPage(folders, mailbox.address, query.page ?? 1);
    return sendPage(reply, writeMailList({ ...page, mailbox, notice: query.sent === undefined ? null : stored() }));
  });
  app.get<Box>('/thu/:code/new', route, async ({ params }, reply) => {
    const mailbox = await desk.mailbox(params.code);
    return sendPage(reply, writeNewMail({ mailbox, draft: firstDraft(gatewayAddress), notice: null }));
  });
  app.get<OneMail>('/thu/:code/:mail', route, async ({ params }, reply) => {
    const { mailbox, message } = await desk.open(params);
    await folders.markRead(mailbox.address, params.mail);
    const to = message && answerAddress(message);
    return sendPage(reply, writeMail({ mailbox, id: params.mail, message, answerTo: to, notice: null }));
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
  const maxBytes = desk.ctx.config.mailMaxBytes;
  const done = (reply: FastifyReply, { code }: DemonstrationMailbox) =>
    reply.redirect(`/thu/${encodeURIComponent(code)}?sent=1`, 303);
  app.post<Box>('/thu/:code/new', route, async (request, reply) => {
    const mailbox = await desk.mailbox(request.params.code);
    const form = await readForm(request, maxBytes);
    const draft = draftOf(form);
    const why = await desk.send(mailbox, { ...draft, files: form.files, thread: [] });
    if (why === null) return done(reply, mailbox);
    return sendPage(reply.code(422), writeNewMail({ mailbox, draft, notice: refused(why) }));
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
    return sendPage(reply.code(422), writeMail({ mailbox, id, message, answerTo: to, notice: refused(why) }));
  });
}

export const demonstrationMailRoutes =
  (ctx: GatewayContext, mail: DemonstrationMail) => async (app: FastifyInstance) => {
    const desk = new MailboxDesk(ctx, mail);
    app.addHook('onRequest', async (request, reply) => {
      if (ctx.config.demoMail !== 'on') requireThisMachine(request);
      if (request.method === 'POST') requireOwnForm(request);
      reply.headers({
        'content-security-policy': mailboxContentPolicy,
        'cache-control': 'private, no-store',
        // Without it browsers hide where a form comes from, from us too.
        'referrer-policy': 'same-origin',
      });
    });
    readingRoutes(app, desk);
    writingRoutes(app, desk);
  };
