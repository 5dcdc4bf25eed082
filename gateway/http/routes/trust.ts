/** What this gateway trusts, what it trusted at another time, and who changed that: for auditors; operators have `congvan cert trust`. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { GatewayContext } from '../../context.js';
import { type AnchorRow, selectAnchorsAt, selectTrustHistory } from '../../identity/trust.store.js';

const mostChanges = 1000;
const time = Type.String({ format: 'date-time' });

const anchor = Type.Object({
  fingerprint: Type.String({ description: 'SHA-256 of the certificate, hex' }),
  subject: Type.String(),
  serial: Type.String(),
  notBefore: time,
  notAfter: time,
  since: Type.String({ format: 'date-time', description: 'Since when it is trusted without interruption' }),
  certificate: Type.String({ description: 'DER, base64' }),
});

const change = Type.Object({
  version: Type.Integer({ description: 'Of the trust store from this change on' }),
  at: time,
  fingerprint: Type.String(),
  subject: Type.String(),
  trusted: Type.Boolean(),
  actor: Type.String(),
  reason: Type.Union([Type.String(), Type.Null()]),
});

const answer = Type.Object({
  version: Type.Integer({ description: 'As reports name it' }),
  anchors: Type.Array(anchor),
  history: Type.Array(change, { description: `The newest ${mostChanges} changes, whatever the time asked for` }),
});

const described = ({ der, ...row }: AnchorRow) => ({ ...row, certificate: der.toString('base64') });

export function trustRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.get<{ Querystring: { at?: string } }>(
    '/api/v1/trust',
    {
      config: { access: 'audit:read' },
      schema: {
        tags: ['evidence'],
        summary: 'The trust store: anchors, version and history',
        querystring: Type.Object({
          at: Type.Optional(
            Type.String({ format: 'date-time', description: 'The anchors and the version of that time; default now' }),
          ),
        }),
        response: { 200: answer },
      },
    },
    async (request) => {
      const at = request.query.at === undefined ? ctx.now() : new Date(request.query.at);
      const { version, anchors } = await selectAnchorsAt(ctx.database, at);
      return { version, anchors: anchors.map(described), history: await selectTrustHistory(ctx.database, mostChanges) };
    },
  );
}
