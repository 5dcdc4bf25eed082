/**
 * The page where anybody has a file verified. It is answered to the form itself, not by a redirect: of the file and its verdict nothing
 * is kept that another request could show.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { writeReportPage } from '../../../certs/verdict/html/write-report.js';
import type { VerificationReport } from '../../../certs/verdict/report.js';
import { catalogue, type ProblemCode } from '../../../schemas/problems/catalogue.js';
import type { Problem } from '../../../schemas/problems/problem.js';
import { saidDocument } from '../../documents/said-document.js';
import { formTokenField } from '../../web/form-token-field.js';
import { type InlineFile, ResultPage } from '../../web/pages/verify/result.js';
import { type LinkedDigest, UploadPage } from '../../web/pages/verify/upload.js';
import { personOf } from '../access.js';
import { requireFormToken } from '../form-token.js';
import { ownBase } from '../own-page.js';
import { problemOf, stopReceiving } from '../problem-response.js';
import { sendSealedReport } from '../send-sealed-report.js';
import type { UploadVerifier } from '../verify-upload.js';
import type { Pages } from './pages.js';
import { queryText } from './query-text.js';

/** Longer addresses are cut off by browsers (2 MiB), also those that only hold a download. */
const maxInlineCharacters = 2_000_000;

const digestForm = /^[0-9a-f]{64}$/;

function readLinked(text: string): LinkedDigest {
  if (text === '') return null;
  const sha256 = text.toLowerCase();
  return digestForm.test(sha256) ? { sha256 } : 'broken';
}

function inlineFile(name: string, mediaType: string, text: string): InlineFile | null {
  const href = `data:${mediaType};base64,${Buffer.from(text).toString('base64')}`;
  return href.length > maxInlineCharacters ? null : { name, href };
}

/** What the page offers to keep: the report for programs, and the whole with its evidence for people. */
function downloadsOf(report: VerificationReport, name: string | null) {
  const { evidence: _, ...plain } = report;
  return {
    json: inlineFile('report.json', 'application/json', `${JSON.stringify({ file: name, ...plain }, null, 2)}\n`),
    evidence: inlineFile('report.html', 'text/html', writeReportPage(report, name)),
  };
}

export function verifyPages(pages: Pages, verifier: UploadVerifier): void {
  const { config } = pages.ctx;
  const form = { bringsFile: true, perMinute: config.rateLimitVerifications };

  function sendUploadPage(
    request: FastifyRequest,
    reply: FastifyReply,
    { linked, problem }: { readonly linked: LinkedDigest; readonly problem: ProblemCode | null },
  ): FastifyReply {
    const page = UploadPage({
      page: pages.pageOf(request, reply),
      linked,
      problem,
      maxBytes: config.maxVerificationBytes,
      maySeal: request.person?.principal.scopes.has('documents:read') ?? false,
    });
    return pages.send(reply, page, problem === null ? 200 : catalogue[problem].status);
  }

  /** What is wrong with the file is said above the form, so that another one can be chosen at once. */
  function sendFault(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
    const { code } = problemOf(error as FastifyError | Problem);
    const { status, retry } = catalogue[code];
    if (status === 403 || status >= 500) throw error;
    stopReceiving(request);
    if (retry) reply.header('retry-after', 60);
    return sendUploadPage(request, reply, { linked: null, problem: code });
  }

  pages.on('GET /kiem-tra', async (request, reply) =>
    sendUploadPage(request, reply, { linked: readLinked(queryText(request, 'sha256')), problem: null }),
  );

  pages.on(
    'POST /kiem-tra',
    async (request, reply) => {
      try {
        const wish = { policy: 'full', evidence: true, look: saidDocument } as const;
        const { report, name, fields, seen: document } = await verifier.verify(request, wish);
        const linked = readLinked(fields['sha256'] ?? '');
        const result = ResultPage({
          page: pages.pageOf(request, reply),
          report,
          name,
          document,
          linked: linked === null || linked === 'broken' ? null : linked.sha256,
          base: ownBase(request, config.publicUrl),
          ...downloadsOf(report, name),
        });
        return pages.send(reply, result);
      } catch (error) {
        return sendFault(request, reply, error);
      }
    },
    form,
  );

  pages.on(
    'POST /kiem-tra/phieu',
    async (request, reply) => {
      try {
        const wish = { policy: 'full', evidence: true, look: async () => null } as const;
        const verified = await verifier.verify(request, wish);
        requireFormToken(config, request, verified.fields[formTokenField] ?? '');
        return await sendSealedReport(pages.ctx, reply, personOf(request).principal, verified);
      } catch (error) {
        return sendFault(request, reply, error);
      }
    },
    form,
  );
}
