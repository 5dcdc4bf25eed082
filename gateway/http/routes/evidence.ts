/** What can be followed and proven: the changes feed, checkpoints and inclusion in the log. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { changesAfter } from '../../evidence/changes.store.js';
import { checkpointKeyPem, verifierKey } from '../../evidence/checkpoint.js';
import { selectCheckpoints } from '../../evidence/checkpoint-stamps.store.js';
import { newestCheckpoint } from '../../evidence/log.store.js';
import { proveConsistency, proveInclusion } from '../../evidence/log-proofs.js';
import { requireScope } from '../../identity/access.js';
import { callerOf } from '../access.js';
import { anyObject, bytesOf } from '../schemas.js';

const size = Type.Integer({ minimum: 0 });

const publishedCheckpoint = Type.Object({
  size,
  note: Type.String({ description: 'Signed note (C2SP tlog-checkpoint)' }),
  at: Type.String({ description: 'ISO 8601 UTC' }),
  timestamp: Type.Union([Type.String(), Type.Null()], {
    description: 'RFC 3161 TimeStampToken over the SHA-256 of the note, DER in base64',
  }),
});

export function evidenceRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.get<{ Querystring: { after?: number; limit?: number } }>(
    '/api/v1/changes',
    {
      config: { access: 'token' },
      schema: {
        tags: ['evidence'],
        summary: 'Everything that happened to the documents of the token’s agencies, in order',
        querystring: Type.Object({
          after: Type.Optional(
            Type.Integer({ minimum: -1, description: '`cursor` of the answer before; left out: from the beginning' }),
          ),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
        }),
        response: { 200: Type.Object({ items: Type.Array(anyObject), cursor: Type.Integer() }) },
      },
    },
    (request) => {
      const caller = callerOf(request);
      if (!caller.auditor) requireScope(caller, 'documents:read');
      return changesAfter(
        ctx.database,
        caller.auditor ? null : caller.agencies,
        request.query.after ?? -1,
        request.query.limit ?? 100,
      );
    },
  );

  app.get(
    '/api/v1/log/checkpoint',
    {
      config: { access: 'public' },
      schema: {
        tags: ['evidence'],
        summary: 'The newest signed checkpoint (C2SP tlog-checkpoint)',
        response: { 200: bytesOf('text/plain', 'A signed note') },
      },
    },
    async (_request, reply) => {
      const checkpoint = await newestCheckpoint(ctx.database);
      if (checkpoint === undefined) throw new Problem('not_found', { detail: 'Nothing has been logged yet' });
      return reply.type('text/plain; charset=utf-8').send(checkpoint.note);
    },
  );

  app.get(
    '/api/v1/log/key',
    {
      config: { access: 'public' },
      schema: {
        tags: ['evidence'],
        summary: 'The public key that signs checkpoints now',
        response: {
          200: Type.Object({
            origin: Type.String({ description: 'Name of the log, first line of its checkpoints' }),
            verifier: Type.String({ description: 'Verifier key of C2SP signed-note' }),
            pem: Type.String({ description: 'The same as SubjectPublicKeyInfo' }),
          }),
        },
      },
    },
    async () => {
      const { name, publicKey } = await ctx.keys.checkpointSigner();
      return { origin: name, verifier: verifierKey(name, publicKey), pem: checkpointKeyPem(publicKey) };
    },
  );

  app.get<{ Querystring: { after?: number; limit?: number } }>(
    '/api/v1/log/checkpoints',
    {
      config: { access: 'public' },
      schema: {
        tags: ['evidence'],
        summary: 'Signed checkpoints in order, for those who keep them; every so often one has a timestamp',
        querystring: Type.Object({
          after: Type.Optional(Type.Integer({ minimum: 0, description: '`size` of the last one known' })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
        }),
        response: { 200: Type.Object({ items: Type.Array(publishedCheckpoint) }) },
      },
    },
    async ({ query }) => {
      const checkpoints = await selectCheckpoints(ctx.database, query.after ?? 0, query.limit ?? 100);
      const items = checkpoints.map(({ token, ...one }) => ({ ...one, timestamp: token?.toString('base64') ?? null }));
      return { items };
    },
  );

  app.get<{ Querystring: { position: number; size?: number } }>(
    '/api/v1/log/inclusion',
    {
      config: { access: 'public' },
      schema: {
        tags: ['evidence'],
        summary: 'Inclusion proof of a leaf (RFC 9162)',
        querystring: Type.Object({ position: size, size: Type.Optional(size) }),
        response: { 200: anyObject },
      },
    },
    (request) => proveInclusion(ctx.database, request.query.position, request.query.size),
  );

  app.get<{ Querystring: { from: number; to?: number } }>(
    '/api/v1/log/consistency',
    {
      config: { access: 'public' },
      schema: {
        tags: ['evidence'],
        summary: 'Consistency proof between two sizes (RFC 9162)',
        querystring: Type.Object({ from: Type.Integer({ minimum: 1 }), to: Type.Optional(size) }),
        response: { 200: anyObject },
      },
    },
    (request) => proveConsistency(ctx.database, request.query.from, request.query.to),
  );
}
