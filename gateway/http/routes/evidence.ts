/** What can be followed and proven: the changes feed, checkpoints and inclusion in the log, verification of files. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { verifyOnline } from '../../../certs/verdict/verify-online.js';
import type { VerifyOptions } from '../../../certs/verdict/verify-options.js';
import { asStorageFull } from '../../../schemas/asice/disk-full.js';
import { openFileSource } from '../../../schemas/asice/file-source.js';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { changesAfter } from '../../evidence/changes.store.js';
import { newestCheckpoint } from '../../evidence/log.store.js';
import { proveConsistency, proveInclusion } from '../../evidence/log-proofs.js';
import { requireScope } from '../../identity/access.js';
import { readTrust } from '../../identity/trust.js';
import { callerOf } from '../access.js';
import { limitAtOnce } from '../limit-at-once.js';
import { chunksOf } from '../read-body.js';
import { anyObject, bytesOf, fileForm, streamed } from '../schemas.js';

const size = Type.Integer({ minimum: 0 });

/** The one file of the request: the first part of a form, or the body itself. */
async function fileOf(request: FastifyRequest, maxBytes: number): Promise<AsyncIterable<Buffer>> {
  if (!request.isMultipart()) return chunksOf(request);
  const part = await request.file({ limits: { fileSize: maxBytes + 1, files: 1 } });
  if (part === undefined) throw new Problem('invalid_request', { detail: 'There is no part "file"', field: 'file' });
  return part.file;
}

async function* bounded(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > maxBytes) throw new Problem('file_too_large', { detail: `More than ${maxBytes} bytes` });
    yield chunk;
  }
  if (total === 0) throw new Problem('file_empty');
}

/** Longer than a slow line needs; whoever sends a byte now and then does not hold a place for ever. */
const uploadMs = 10 * 60_000;
/** What a form adds around the file. */
const formBytes = 64 * 1024;

function refuseDeclaredSize(request: FastifyRequest, maxBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + formBytes)
    throw new Problem('file_too_large', { detail: `More than ${maxBytes} bytes` });
}

async function receive(request: FastifyRequest, path: string, maxBytes: number): Promise<void> {
  const signal = AbortSignal.timeout(uploadMs);
  const content = await fileOf(request, maxBytes);
  await pipeline(bounded(content, maxBytes), createWriteStream(path, { mode: 0o600 }), { signal }).catch(
    (error: unknown) => {
      throw signal.aborted
        ? new Problem('upload_interrupted', { detail: 'The upload took too long' })
        : asStorageFull(error);
    },
  );
}

/** Judges an uploaded file; nothing of it is kept. */
async function verifyUpload(ctx: GatewayContext, request: FastifyRequest, policy: 'full' | 'core') {
  const path = await ctx.blobs.draftPath();
  try {
    await receive(request, path, ctx.config.maxVerificationBytes);
    const source = await openFileSource(path);
    try {
      const options: VerifyOptions = { policy, ...(await readTrust(ctx.database)), at: ctx.now() };
      return ctx.online === null
        ? await verifyFile(source, options)
        : await verifyOnline(source, options, ctx.online.forOneVerification());
    } finally {
      await source.close();
    }
  } finally {
    await ctx.blobs.discard(path);
  }
}

/** Takes a file of any declared type: what it is, its bytes say. */
function verificationRoute(app: FastifyInstance, ctx: GatewayContext): void {
  const { maxVerificationBytes, verificationsAtOnce } = ctx.config;
  const whileThereIsRoom = limitAtOnce({ inAll: verificationsAtOnce, perClient: Math.ceil(verificationsAtOnce / 2) });
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.post<{ Querystring: { policy?: 'full' | 'core' } }>(
    '/api/v1/verifications',
    {
      config: {
        access: 'public',
        rateLimit: { max: ctx.config.rateLimitVerifications, timeWindow: 60_000 },
        streamedBody: { ...fileForm, ...streamed('*/*') },
      },
      schema: {
        tags: ['evidence'],
        summary: 'Verify a file: who signed what, and is it intact',
        description: 'multipart/form-data with one `file`, or the file as the body. The file is not kept.',
        querystring: Type.Object({ policy: Type.Optional(Type.Enum(['full', 'core'])) }),
        response: { 200: anyObject },
      },
    },
    async (request) => {
      refuseDeclaredSize(request, maxVerificationBytes);
      return whileThereIsRoom(request.ip, () => verifyUpload(ctx, request, request.query.policy ?? 'full'));
    },
  );
}

export function evidenceRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.register(async (scope) => verificationRoute(scope, ctx));

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
