/** How documents come in over HTTP: metadata and files, an edXML file, a ready container. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { asiceMediaType } from '../../../schemas/asice/media-types.js';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { beginChange } from '../../documents/request-changes.js';
import { beginSubmission } from '../../documents/submit.js';
import { submitContainer } from '../../documents/submit-container.js';
import { submitEdxml } from '../../documents/submit-edxml.js';
import { callerOf } from '../access.js';
import { chunksOf } from '../read-body.js';
import { submitParts } from '../read-parts.js';
import { documentParams, streamed, submissionForm, submitAnswer } from '../schemas.js';

const xmlTypes = ['application/xml', 'text/xml'];

const keyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'The same key with the same content gives the same document, however often it is sent',
    }),
  ),
});

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' ? key : undefined;
}

const mediaTypeOf = (request: FastifyRequest) =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

export function submitRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  // These bodies are streamed by the handlers.
  app.addContentTypeParser([asiceMediaType, ...xmlTypes], (_request, payload, done) => done(null, payload));

  const submit = async (request: FastifyRequest) => {
    const principal = callerOf(request);
    const options = { origin: 'api', idempotencyKey: keyOf(request) } as const;
    const mediaType = mediaTypeOf(request);
    if (request.isMultipart())
      return submitParts(request, ({ metadata }) => beginSubmission(ctx, principal, metadata, options));
    const body = chunksOf(request);
    if (mediaType === asiceMediaType) return submitContainer(ctx, principal, body, { ...options, origin: 'container' });
    const outcome = await submitEdxml(ctx, principal, body, { ...options, origin: 'edxml' });
    return outcome.kind === 'submitted'
      ? { ...outcome.answer, remarks: outcome.remarks }
      : { kind: outcome.kind, ...outcome.answer };
  };

  app.post(
    '/api/v1/documents',
    {
      config: {
        access: 'documents:submit',
        streamedBody: { ...submissionForm(), ...streamed(asiceMediaType, ...xmlTypes) },
      },
      schema: {
        tags: ['documents'],
        summary: 'Submit a document',
        description:
          'multipart/form-data: `metadata` (JSON) first, then one or more `file`; or a sealed container (application/vnd.etsi.asic-e+zip); or an edXML file (application/xml). 201 means durable.',
        headers: keyHeader,
        response: { 201: submitAnswer },
      },
    },
    async (request, reply) => {
      const answer = await submit(request);
      request.documentId = answer.id;
      return reply.code(201).send(answer);
    },
  );

  for (const kind of ['update', 'replace'] as const) {
    app.post<{ Params: { id: string } }>(
      `/api/v1/documents/:id/${kind}`,
      {
        config: {
          access: 'status:write',
          streamedBody: submissionForm({ reason: Type.Optional(Type.String({ description: 'Before the files' })) }),
        },
        schema: {
          tags: ['documents'],
          summary:
            kind === 'update'
              ? 'Send an update of a document (business type 2)'
              : 'Replace a document (business type 3)',
          description: 'multipart/form-data: `metadata` (JSON) and `reason` first, then one or more `file`.',
          headers: keyHeader,
          params: documentParams,
          response: { 201: submitAnswer },
        },
      },
      async (request, reply) => {
        if (!request.isMultipart()) throw new Problem('media_type');
        const principal = callerOf(request);
        const answer = await submitParts(request, ({ metadata, fields }) =>
          beginChange(ctx, principal, request.params.id, kind, metadata, {
            origin: 'api',
            idempotencyKey: keyOf(request),
            reason: fields['reason'] ?? '',
          }),
        );
        return reply.code(201).send(answer);
      },
    );
  }
}
