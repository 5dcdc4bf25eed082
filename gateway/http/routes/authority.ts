/**
 * What the gateway's own authority publishes, at the addresses that stand in its certificates: timestamps, states of certificates,
 * revocation lists, certificates of issuers. Public: whoever checks a document needs them.
 * Source: RFC 3161 section 3.4; RFC 6960 appendix A; RFC 5280 section 8 (media types).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { answerRevocation, answerTimestamp, publishedIssuer, publishedList } from '../../identity/authority-answers.js';
import { bytesOf, streamed } from '../schemas.js';

const maxRequestBytes = 64 * 1024;
const tags = ['evidence'];
const fingerprint = Type.Object({
  fingerprint: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the issuer’s certificate' }),
});
const ocspAnswer = { 200: bytesOf('application/ocsp-response', 'OCSPResponse, DER') };

/** Revocations count at once: no cache may answer instead of us. */
const uncached = { 'cache-control': 'no-cache' };

/** Bodies of one media type, whole, up to 64 KB; everything else is refused. */
function acceptOnly(app: FastifyInstance, mediaType: string): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(mediaType, { parseAs: 'buffer', bodyLimit: maxRequestBytes }, (_request, body, done) =>
    done(null, body),
  );
}

function bodyOf({ body }: FastifyRequest): Buffer {
  if (Buffer.isBuffer(body)) return body;
  throw new Problem('media_type');
}

const limited = ({ config }: GatewayContext) =>
  ({ access: 'public', rateLimit: { max: config.rateLimitAuthority, timeWindow: 60_000 } }) as const;

function timestampRoute(app: FastifyInstance, ctx: GatewayContext): void {
  acceptOnly(app, 'application/timestamp-query');
  app.post(
    '/tsa',
    {
      config: { ...limited(ctx), streamedBody: streamed('application/timestamp-query') },
      schema: {
        tags,
        summary: 'A timestamp (RFC 3161) of the embedded authority',
        response: { 200: bytesOf('application/timestamp-reply', 'TimeStampResp, DER: granted, or why not') },
      },
    },
    async (request, reply) =>
      reply.type('application/timestamp-reply').send(await answerTimestamp(ctx, bodyOf(request))),
  );
}

function ocspRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  acceptOnly(app, 'application/ocsp-request');
  app.post(
    '/ocsp',
    {
      config: { ...limited(ctx), streamedBody: streamed('application/ocsp-request') },
      schema: { tags, summary: 'Are certificates of the embedded authority revoked (RFC 6960)', response: ocspAnswer },
    },
    async (request, reply) =>
      reply
        .headers(uncached)
        .type('application/ocsp-response')
        .send(await answerRevocation(ctx, bodyOf(request))),
  );
  app.get<{ Params: { request: string } }>(
    '/ocsp/:request',
    {
      config: limited(ctx),
      schema: {
        tags,
        summary: 'The same by GET',
        params: Type.Object({
          request: Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', description: 'OCSPRequest, DER, base64' }),
        }),
        response: ocspAnswer,
      },
    },
    async ({ params }, reply) =>
      reply
        .headers(uncached)
        .type('application/ocsp-response')
        .send(await answerRevocation(ctx, Buffer.from(params.request, 'base64'))),
  );
}

export function authorityRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.register(async (scope) => timestampRoute(scope, ctx));
  app.register(async (scope) => ocspRoutes(scope, ctx));

  app.get<{ Params: { fingerprint: string } }>(
    '/crl/:fingerprint.crl',
    {
      config: limited(ctx),
      schema: {
        tags,
        summary: 'The newest revocation list of an authority of this gateway',
        params: fingerprint,
        response: { 200: bytesOf('application/pkix-crl', 'CertificateList, DER') },
      },
    },
    async ({ params }, reply) =>
      reply
        .headers(uncached)
        .type('application/pkix-crl')
        .send(await publishedList(ctx.database, params.fingerprint)),
  );

  app.get<{ Params: { fingerprint: string } }>(
    '/issuers/:fingerprint.crt',
    {
      config: limited(ctx),
      schema: {
        tags,
        summary: 'The certificate of an authority of this gateway',
        params: fingerprint,
        response: { 200: bytesOf('application/pkix-cert', 'Certificate, DER') },
      },
    },
    async ({ params }, reply) =>
      reply.type('application/pkix-cert').send(await publishedIssuer(ctx.database, params.fingerprint)),
  );
}
