/** Mails in and out, as those see them who run or audit the gateway: lists, originals, quarantine, sending again. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { GatewayContext } from '../../context.js';
import { requireOversight } from '../../identity/access.js';
import { listMails, type MailQuery, mailDirections } from '../../mailbox/operating/list-mails.js';
import { discardMail, releaseMail, resendMail } from '../../mailbox/operating/operate-mails.js';
import { openOriginal, viewMail } from '../../mailbox/operating/view-mail.js';
import { callerOf } from '../access.js';
import { anyObject, documentParams, page, pageQuery, servedBytes } from '../schemas.js';
import { sendBytes } from '../send-bytes.js';

const tags = ['operation'];
/** States, kinds and results: stable words, listed in docs/email.md. */
const word = Type.Optional(Type.String({ pattern: '^[a-z0-9_-]{1,60}$' }));
const moved = Type.Object({ id: Type.String(), state: Type.String() });
const reason = Type.Optional(Type.String({ maxLength: 500, description: 'Stands in the event' }));
const why = Type.Optional(Type.Union([Type.Object({ reason }, { additionalProperties: false }), Type.Null()]));

interface ById {
  Params: { id: string };
}

export function mailRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  reading(app, ctx);
  acting(app, ctx);
}

function reading(app: FastifyInstance, ctx: GatewayContext): void {
  const config = { access: 'deliveries:read' } as const;
  app.get<{ Querystring: MailQuery }>(
    '/api/v1/mails',
    {
      config,
      schema: {
        tags,
        summary: 'Mails that came in, or went out, newest first; for operators and auditors',
        description:
          '`out` lists deliveries of the channel email beside answers to mails that came in. `q` finds words in addresses and subjects, with or without diacritics. What a document says (`subject` null) is shown to auditors, and found by them, alone.',
        querystring: Type.Object({
          direction: Type.Optional(Type.Enum([...mailDirections], { default: 'in' })),
          state: word,
          kind: word,
          result: word,
          q: Type.Optional(Type.String({ maxLength: 500 })),
          ...pageQuery,
        }),
        response: { 200: page },
      },
    },
    (request) => {
      requireOversight(callerOf(request));
      return listMails(ctx, request.query, callerOf(request));
    },
  );

  app.get<ById>(
    '/api/v1/mails/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Everything known of a mail, in or out',
        params: documentParams,
        response: { 200: anyObject },
      },
    },
    (request) => {
      requireOversight(callerOf(request));
      return viewMail(ctx, request.params.id, callerOf(request));
    },
  );

  app.get<ById>(
    '/api/v1/mails/:id/original',
    {
      config,
      schema: {
        tags,
        summary: 'A mail that came in, octet for octet',
        description:
          'One that became a document is for auditors only: an operator reads no document. Others are for operators only until the links they may quote have ended.',
        params: documentParams,
        response: servedBytes('message/rfc822', 'The mail as the mail server gave it'),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      requireOversight(caller);
      return sendBytes(request, reply, await openOriginal(ctx, request.params.id, caller));
    },
  );
}

function acting(app: FastifyInstance, ctx: GatewayContext): void {
  const config = { access: 'admin' } as const;
  const acts = [
    {
      name: 'release',
      summary: 'Have a mail handled that waits; the operator vouches for its sender',
      description: 'Also undoes a discard. Repeated, it changes nothing.',
      act: releaseMail,
    },
    {
      name: 'discard',
      summary: 'Set a mail aside: it is kept, and nothing comes of it',
      description: 'Undone by a release. Repeated, it changes nothing.',
      act: discardMail,
    },
  ];
  for (const { name, summary, description, act } of acts)
    app.post<ById & { Body: { reason?: string } | null }>(
      `/api/v1/mails/:id/${name}`,
      { config, schema: { tags, summary, description, params: documentParams, body: why, response: { 200: moved } } },
      (request) => act(ctx, request.params.id, callerOf(request).actor, request.body?.reason ?? null),
    );

  app.post<ById>(
    '/api/v1/mails/:id/resend',
    {
      config,
      schema: {
        tags,
        summary: 'Send a mail again that failed: an answer, or a delivery by mail',
        description: 'Under the Message-ID it had, as a new attempt.',
        params: documentParams,
        response: { 200: moved },
      },
    },
    (request) => resendMail(ctx, request.params.id, callerOf(request).actor),
  );
}
