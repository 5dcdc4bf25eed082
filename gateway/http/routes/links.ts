/** What links in mails lead to. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { asiceMediaType } from '../../../schemas/asice/media-types.js';
import type { GatewayContext } from '../../context.js';
import { openLinked } from '../../mail/mail-links.js';
import { servedBytes } from '../schemas.js';
import { sendBytes } from '../send-bytes.js';

export function linkRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.get<{ Params: { token: string } }>(
    '/api/v1/links/:token',
    {
      config: { access: 'public' },
      schema: {
        tags: ['documents'],
        summary: 'The container a link in a mail leads to; ranges and entity tags',
        description:
          'Whoever has the mail has the link: it is for one document and one recipient, and ends after CONGVAN_MAIL_LINK_DAYS.',
        params: Type.Object({ token: Type.String({ maxLength: 100 }) }),
        response: servedBytes(asiceMediaType, 'The container, never changed after it was sealed'),
      },
    },
    async (request, reply) => sendBytes(request, reply, await openLinked(ctx, request.params.token)),
  );
}
