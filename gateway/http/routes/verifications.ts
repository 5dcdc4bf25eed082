/** Verification of files: anybody's file in, the report out, as JSON, as a page to print, or under the gateway's seal. */
import { createWriteStream } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { reportContentPolicy } from '../../../certs/verdict/html/style.js';
import { writeReportPage } from '../../../certs/verdict/html/write-report.js';
import type { Policy, VerificationReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { verifyOnline } from '../../../certs/verdict/verify-online.js';
import type { VerifyOptions } from '../../../certs/verdict/verify-options.js';
import { openFileSource } from '../../../schemas/asice/file-source.js';
import { asiceMediaType } from '../../../schemas/asice/media-types.js';
import type { GatewayContext } from '../../context.js';
import { type Principal, requireScope } from '../../identity/access.js';
import { readTrust } from '../../identity/trust.js';
import { sealReport } from '../../proofs/seal-report.js';
import { identifyCaller } from '../access.js';
import { limitAtOnce } from '../limit-at-once.js';
import { receiveFile, refuseDeclaredSize } from '../one-file.js';
import { anyObject, fileForm, streamed } from '../schemas.js';
import { contentDisposition } from '../send-bytes.js';

interface Verification {
  readonly report: VerificationReport;
  readonly name: string | null;
}

/** Judges an uploaded file; nothing of it is kept. */
async function verifyUpload(
  ctx: GatewayContext,
  request: FastifyRequest,
  wish: Pick<VerifyOptions, 'policy'> & { readonly evidence: boolean },
): Promise<Verification> {
  const path = await ctx.blobs.draftPath();
  try {
    const into = createWriteStream(path, { mode: 0o600 });
    const name = await receiveFile(request, ctx.config.maxVerificationBytes, into);
    const source = await openFileSource(path);
    try {
      const options: VerifyOptions = { ...wish, ...(await readTrust(ctx.database)), at: ctx.now() };
      const report = await (ctx.online === null
        ? verifyFile(source, options)
        : verifyOnline(source, options, ctx.online.forOneVerification()));
      return { report, name };
    } finally {
      await source.close();
    }
  } finally {
    await ctx.blobs.discard(path);
  }
}

type Form = 'json' | 'html' | 'sealed';

/** What the client would rather have. */
function formOf(accept = ''): Form {
  if (accept.startsWith(asiceMediaType)) return 'sealed';
  return accept.startsWith('text/html') ? 'html' : 'json';
}

/** The gateway's seal is put on nothing that a stranger brings. @throws Problem `unauthenticated`, `missing_scope` */
async function requireReader(ctx: GatewayContext, request: FastifyRequest): Promise<Principal> {
  const caller = await identifyCaller(ctx, request);
  if (!caller.auditor) requireScope(caller, 'documents:read');
  return caller;
}

/** Sent instead of the policy of the gateway's own pages; who may frame the page can only be said in a header. */
const pagePolicy = `${reportContentPolicy}; frame-ancestors 'none'`;

function sendPage(reply: FastifyReply, { report, name }: Verification): FastifyReply {
  return reply
    .headers({ 'content-security-policy': pagePolicy, 'cache-control': 'private, no-store' })
    .type('text/html; charset=utf-8')
    .send(writeReportPage(report, name));
}

async function sendSealed(
  ctx: GatewayContext,
  reply: FastifyReply,
  caller: Principal,
  { report, name }: Verification,
): Promise<FastifyReply> {
  const sealed = await sealReport(ctx, caller, report, name);
  return reply
    .headers({ 'content-disposition': contentDisposition('report.asice'), 'cache-control': 'private, no-store' })
    .type(asiceMediaType)
    .send(sealed);
}

interface VerificationQuery {
  readonly policy?: Policy;
  readonly evidence?: boolean;
}

const answer = {
  description: 'The report',
  content: {
    'application/json': { schema: anyObject },
    'text/html': { schema: Type.String({ description: 'A page to print, with the evidence inside' }) },
    ...streamed(asiceMediaType),
  },
};

/** Takes a file of any declared type: what it is, its bytes say. */
function verificationRoute(app: FastifyInstance, ctx: GatewayContext): void {
  const { maxVerificationBytes, verificationsAtOnce } = ctx.config;
  const whileThereIsRoom = limitAtOnce({ inAll: verificationsAtOnce, perClient: Math.ceil(verificationsAtOnce / 2) });
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.post<{ Querystring: VerificationQuery }>(
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
        description:
          'multipart/form-data with one `file`, or the file as the body. The file is not kept. By `Accept`: JSON (default), `text/html` to print, or `application/vnd.etsi.asic-e+zip`: page and JSON under the gateway’s own seal, for a token with the scope documents:read (or an auditor’s).',
        querystring: Type.Object({
          policy: Type.Optional(Type.Enum(['full', 'core'])),
          evidence: Type.Optional(
            Type.Boolean({
              description:
                'JSON with the certificates, revocation lists, OCSP answers and timestamps relied upon, and the digest of the file; the other forms always have them',
            }),
          ),
        }),
        response: { 200: answer },
      },
    },
    async (request, reply) => {
      const { policy = 'full', evidence = false } = request.query;
      const form = formOf(request.headers.accept);
      const caller = form === 'sealed' ? await requireReader(ctx, request) : null;
      refuseDeclaredSize(request, maxVerificationBytes);
      const verified = await whileThereIsRoom(request.ip, () =>
        verifyUpload(ctx, request, { policy, evidence: evidence || form !== 'json' }),
      );
      if (caller !== null) return sendSealed(ctx, reply, caller, verified);
      return form === 'html' ? sendPage(reply, verified) : verified.report;
    },
  );
}

export function verificationRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.register(async (scope) => verificationRoute(scope, ctx));
}
