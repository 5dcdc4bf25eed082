/** What a PDF says of the document it is: asked by whoever writes the metadata, before anything is sent. */
import { Writable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { GatewayContext } from '../../context.js';
import { proposeFromPdf } from '../../proposals/propose-from-pdf.js';
import { callerOf } from '../access.js';
import { limitAtOnce } from '../limit-at-once.js';
import { receiveFile, refuseDeclaredSize } from '../one-file.js';
import { fileForm, streamed } from '../schemas.js';

const maxBytes = 32 * 1024 * 1024;
/** Uploads lie in memory until it is their turn to be read. */
const atOnce = { inAll: 8, perClient: 2 };
const pdf = 'application/pdf';

const proposed = (description: string) =>
  Type.Union(
    [
      Type.Object({
        value: Type.String(),
        text: Type.String({ description: 'The words on the page it was read from' }),
        page: Type.Integer({ minimum: 1 }),
      }),
      Type.Null(),
    ],
    { description },
  );

const proposalSchema = Type.Object(
  {
    pages: Type.Integer({ description: 'Pages of the file' }),
    fields: Type.Object({
      issuer: proposed('The agency named at the head'),
      number: proposed('Null where it is still to be given'),
      notation: proposed('What follows the slash'),
      type: proposed('Code of the document type'),
      subject: proposed('Trích yếu nội dung'),
      place: proposed('Where it was issued'),
      date: proposed('YYYY-MM-DD; null where the day was left blank'),
      competence: proposed('E.g. `TM. UBND`'),
      position: proposed('Of the signer, as printed'),
      fullName: proposed('Who signed'),
    }),
    remarks: Type.Array(Type.String(), {
      description:
        '`no-text`: scanned paper; `legacy-font`: letters of old fonts (VNI) that cannot be read; `legacy-font-read`: TCVN 5712, read; `partly-read`: only the first 40 pages were looked at',
    }),
  },
  { title: 'Proposal', description: 'Everything is to be confirmed by a person; null is what was not found' },
);

async function readBody(request: FastifyRequest, idleSeconds: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const collect = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await receiveFile(request, { maxBytes, idleSeconds }, () => collect);
  return Buffer.concat(chunks);
}

function proposalRoute(app: FastifyInstance, { config }: GatewayContext): void {
  const whileThereIsRoom = limitAtOnce(atOnce);
  app.addContentTypeParser(pdf, (_request, payload, done) => done(null, payload));
  app.post(
    '/api/v1/proposals',
    {
      config: { access: 'documents:submit', streamedBody: { ...fileForm, ...streamed(pdf) } },
      schema: {
        tags: ['documents'],
        summary: 'Read a PDF for the metadata it shows',
        description:
          'multipart/form-data with one `file`, or the PDF as the body; at most 32 MiB. The layout of Decree 30/2020/NĐ-CP is looked for. Nothing is kept, nothing is sent.',
        response: { 200: proposalSchema },
      },
    },
    async (request) => {
      refuseDeclaredSize(request, maxBytes);
      return whileThereIsRoom(callerOf(request).actor, async () =>
        proposeFromPdf(await readBody(request, config.uploadIdleSeconds)),
      );
    },
  );
}

export function proposalRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.register(async (scope) => proposalRoute(scope, ctx));
}
