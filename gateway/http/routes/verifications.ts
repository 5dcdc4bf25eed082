/** Verification of files: anybody's file in, the report out, as JSON, as a page to print, or under the gateway's seal. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { reportContentPolicy } from '../../../certs/verdict/html/style.js';
import { writeReportPage } from '../../../certs/verdict/html/write-report.js';
import type { Policy } from '../../../certs/verdict/report.js';
import { asiceMediaType } from '../../../schemas/asice/media-types.js';
import type { GatewayContext } from '../../context.js';
import { type Principal, requireScope } from '../../identity/access.js';
import { identifyCaller } from '../access.js';
import { anyObject, fileForm, streamed } from '../schemas.js';
import { sendSealedReport } from '../send-sealed-report.js';
import type { UploadVerifier, Verification } from '../verify-upload.js';

type Verified = Verification<null>;

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

function sendPage(reply: FastifyReply, { report, name }: Verified): FastifyReply {
  return reply
    .headers({ 'content-security-policy': pagePolicy, 'cache-control': 'private, no-store' })
    .type('text/html; charset=utf-8')
    .send(writeReportPage(report, name));
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
function verificationRoute(app: FastifyInstance, verifier: UploadVerifier): void {
  const { ctx } = verifier;
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
      const verified = await verifier.verify(request, {
        policy,
        evidence: evidence || form !== 'json',
        look: async () => null,
      });
      if (caller !== null) return sendSealedReport(ctx, reply, caller, verified);
      return form === 'html' ? sendPage(reply, verified) : verified.report;
    },
  );
}

export function verificationRoutes(app: FastifyInstance, verifier: UploadVerifier): void {
  app.register(async (scope) => verificationRoute(scope, verifier));
}
