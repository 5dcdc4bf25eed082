/** Reading documents: lists, one document, its bytes and its events. */
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { asiceMediaType } from '../../../schemas/asice/media-types.js';
import type { GatewayContext } from '../../context.js';
import { type EdxmlWish, exportEdxml } from '../../documents/export-edxml.js';
import { type DocumentQuery, findDocuments } from '../../documents/find-documents.js';
import { openContainerOf, openFileOf } from '../../documents/open-document.js';
import { readStatusMessage, viewDocument, viewTimeline } from '../../documents/view-document.js';
import { composeProof } from '../../proofs/compose-proof.js';
import { callerOf } from '../access.js';
import { anyObject, bytesOf, documentParams, page, servedBytes } from '../schemas.js';
import { contentDisposition, sendBytes, sendOnce } from '../send-bytes.js';

type ById = { Params: { id: string } };

const tags = ['documents'];
const listQuery = Type.Object({
  box: Type.Enum(['in', 'out']),
  agency: Type.Optional(Type.String({ description: 'One of the token’s agencies' })),
  status: Type.Optional(
    Type.String({ description: 'edXML status code; `none`: not arrived at some recipient (outbox)' }),
  ),
  urgency: Type.Optional(Type.String()),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Words, with or without diacritics' })),
  from: Type.Optional(Type.String({ description: 'Date of the document, YYYY-MM-DD' })),
  to: Type.Optional(Type.String({ description: 'Date of the document, YYYY-MM-DD' })),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});

export function documentRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.get<{ Querystring: DocumentQuery }>(
    '/api/v1/documents',
    {
      config: { access: 'token' },
      schema: {
        tags,
        summary: 'List and search documents',
        querystring: listQuery,
        response: { 200: page },
      },
    },
    (request) => findDocuments(ctx, callerOf(request), request.query),
  );

  app.get<ById>(
    '/api/v1/documents/:id',
    {
      config: { access: 'token', shows: 'document' },
      schema: {
        tags,
        summary: 'One document',
        params: documentParams,
        response: { 200: anyObject },
      },
    },
    (request) => viewDocument(ctx, callerOf(request), request.params.id),
  );

  app.get<ById>(
    '/api/v1/documents/:id/events',
    {
      config: { access: 'token', shows: 'events' },
      schema: {
        tags,
        summary: 'What happened to a document',
        params: documentParams,
        response: { 200: Type.Object({ items: Type.Array(anyObject) }) },
      },
    },
    async (request) => ({ items: await viewTimeline(ctx, callerOf(request), request.params.id) }),
  );

  app.get<ById>(
    '/api/v1/documents/:id/container',
    {
      config: { access: 'token', shows: 'container' },
      schema: {
        tags,
        summary: 'The sealed container (ASiC-E); ranges and entity tags',
        params: documentParams,
        response: servedBytes(asiceMediaType, 'The container, never changed after it was sealed'),
      },
    },
    async (request, reply) =>
      sendBytes(request, reply, await openContainerOf(ctx, callerOf(request), request.params.id)),
  );

  app.get<{ Params: { id: string; n: number } }>(
    '/api/v1/documents/:id/files/:n',
    {
      config: { access: 'token', shows: 'file' },
      schema: {
        tags,
        summary: 'One file of a document; ranges and entity tags',
        params: Type.Object({ ...documentParams.properties, n: Type.Integer({ minimum: 1 }) }),
        response: servedBytes('*/*', 'The file, of the type it was recognised as'),
      },
    },
    async (request, reply) =>
      sendBytes(request, reply, await openFileOf(ctx, callerOf(request), request.params.id, request.params.n)),
  );

  app.get<ById>(
    '/api/v1/documents/:id/proof',
    {
      exposeHeadRoute: false,
      config: { access: 'token', shows: 'proof' },
      schema: {
        tags,
        summary: 'Everything that proves the document, in one sealed container (ASiC-E), as of now',
        description:
          'The container, nothing that was signed changed, with the timestamps and revocation data obtained since; receipts and statuses; events with their inclusion proofs in the log; certificates and revocation lists. Sealed and timestamped by the gateway. proof.json inside says what is what; docs/verify.md judges it with other people’s tools.',
        params: documentParams,
        response: { 200: bytesOf(asiceMediaType, 'Made for this request; its bytes differ from time to time') },
      },
    },
    async (request, reply) => {
      const proof = await composeProof(ctx, callerOf(request), request.params.id);
      return sendOnce(reply, proof, asiceMediaType);
    },
  );

  app.get<ById & { Querystring: EdxmlWish }>(
    '/api/v1/documents/:id/edxml',
    {
      exposeHeadRoute: false,
      config: { access: 'token', shows: 'edxml' },
      schema: {
        tags,
        summary: 'The document as an edXML interchange file',
        params: documentParams,
        description:
          'Signed in the name of its sender where this gateway holds an RSA key of it and the file has at most 10 MB; `signature=none` leaves that out. The durable proof is the container.',
        querystring: Type.Object({
          wrap: Type.Optional(Type.Enum(['zip', 'raw'])),
          signature: Type.Optional(Type.Enum(['sender', 'none'])),
        }),
        response: { 200: bytesOf('application/xml', 'The document with its files inside') },
      },
    },
    async (request, reply) => {
      const { name, pieces } = await exportEdxml(ctx, callerOf(request), request.params.id, request.query);
      return reply
        .type('application/xml')
        .header('content-disposition', contentDisposition(name))
        .send(Readable.from(pieces));
    },
  );

  app.get<{ Params: { id: string; status: string } }>(
    '/api/v1/documents/:id/statuses/:status',
    {
      config: { access: 'token', shows: 'status' },
      schema: {
        tags,
        summary: 'The sealed message of one status (ASiC-E)',
        params: Type.Object({ ...documentParams.properties, status: Type.String({ format: 'uuid' }) }),
        response: { 200: bytesOf(asiceMediaType, 'The status message and its seal') },
      },
    },
    async (request, reply) => {
      const { message } = await readStatusMessage(ctx, callerOf(request), request.params.id, request.params.status);
      return reply.type(asiceMediaType).send(message);
    },
  );
}
