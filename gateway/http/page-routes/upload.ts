/**
 * Files of a draft in chunks, for script: a broken line costs one chunk. PUT announces a file under an id the browser chose, HEAD tells how
 * much of it is there, PATCH brings what follows.
 * Source: draft-ietf-httpbis-resumable-upload (Upload-Offset, Upload-Complete, Upload-Limit); RFC 9530 (Repr-Digest); RFC 9651 (fields).
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validate as isUuid } from 'uuid';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { isProblem, Problem } from '../../../schemas/problems/problem.js';
import { type DraftFile, writerOf } from '../../drafts/draft.js';
import { type FilePlace, selectFile } from '../../drafts/draft-files.store.js';
import { announceUpload, maxChunkBytes, takeChunk } from '../../drafts/receive-upload.js';
import { findDraft } from '../../drafts/view-draft.js';
import { problemText } from '../../web/pages/sign-in.js';
import { fieldOf, rawFieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import type { Pages } from './pages.js';

const chunkType = 'application/partial-upload';
/** Twenty megabytes a second from one person in chunks of one. */
const chunksPerMinute = 1_200;

function placeOf(request: FastifyRequest): FilePlace {
  const { draft, file } = request.params as { draft: string; file: string };
  if (!isUuid(draft) || !isUuid(file)) throw new Problem('not_found');
  return { draft, id: file };
}

/** How far a file is, in fields of the answer. */
function tell(reply: FastifyReply, { received, size, sha256 }: DraftFile): FastifyReply {
  reply.headers({
    'upload-offset': received,
    'upload-length': size,
    'upload-complete': sha256 === null ? '?0' : '?1',
    'upload-limit': `max-append-size=${maxChunkBytes}`,
  });
  if (sha256 !== null) reply.header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
  return reply;
}

function offsetOf({ headers }: FastifyRequest): number {
  const text = String(headers['upload-offset'] ?? '');
  if (!/^\d{1,15}$/.test(text))
    throw new Problem('invalid_request', { detail: 'Upload-Offset is a whole number', field: 'Upload-Offset' });
  return Number(text);
}

/** Hex; undefined when the request says nothing of it. */
function digestOf({ headers }: FastifyRequest): string | undefined {
  const [, base64] = /\bsha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(headers['repr-digest'] ?? '')) ?? [];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('hex');
}

/** Where the next chunk begins. Source: draft-ietf-httpbis-resumable-upload, "Mismatching Offset". */
const mismatch = (expected: number, provided: number) =>
  JSON.stringify({
    type: 'https://iana.org/assignments/http-problem-types#mismatching-upload-offset',
    title: 'offset from request does not match offset of resource',
    'expected-offset': expected,
    'provided-offset': provided,
  });

export function uploadPages(pages: Pages): void {
  const { ctx, app } = pages;
  app.addContentTypeParser(chunkType, { parseAs: 'buffer', bodyLimit: maxChunkBytes }, (_request, body, done) =>
    done(null, body),
  );

  /** Script shows the reason beside the file: a page would be of no use to it. */
  const inWords = async (request: FastifyRequest, reply: FastifyReply, work: () => Promise<FastifyReply>) => {
    try {
      return await work();
    } catch (error) {
      if (!isProblem(error) || catalogue[error.code].status >= 500) throw error;
      request.log.info({ code: error.code, field: error.field }, 'a file was refused');
      const { say } = pages.pageOf(request, reply);
      return reply
        .code(catalogue[error.code].status)
        .type('text/plain; charset=utf-8')
        .send(say(problemText(error.code)));
    }
  };

  pages.on('GET /soan/:draft/tep/:file', async (request, reply) => {
    const place = placeOf(request);
    await findDraft(ctx, writerOf(personOf(request)), place.draft);
    const file = await selectFile(ctx.database, place);
    if (file === undefined) throw new Problem('not_found', { detail: 'There is no such file in the draft' });
    return tell(reply, file).code(204).send();
  });

  pages.on(
    'PUT /soan/:draft/tep/:file',
    (request, reply) =>
      inWords(request, reply, async () => {
        const wish = { name: rawFieldOf(request, 'name'), size: Number(fieldOf(request, 'size') || Number.NaN) };
        const file = await announceUpload(ctx, writerOf(personOf(request)), placeOf(request), wish);
        return tell(reply, file).code(201).send();
      }),
    { perMinute: chunksPerMinute },
  );

  pages.on(
    'PATCH /soan/:draft/tep/:file',
    (request, reply) =>
      inWords(request, reply, async () => {
        const [writer, place, offset] = [writerOf(personOf(request)), placeOf(request), offsetOf(request)];
        if (!Buffer.isBuffer(request.body)) throw new Problem('media_type');
        await findDraft(ctx, writer, place.draft);
        const chunk = { offset, chunk: request.body, sha256: digestOf(request) };
        const outcome = await takeChunk(ctx, writer, place, chunk);
        if (outcome.kind === 'taken') return tell(reply, outcome.file).code(204).send();
        reply.header('upload-offset', outcome.offset);
        return reply.code(409).type('application/problem+json').send(mismatch(outcome.offset, offset));
      }),
    { perMinute: chunksPerMinute },
  );
}
