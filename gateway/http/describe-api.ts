/**
 * The OpenAPI document: its head here, the routes describe themselves; what all of them share (problems, who may call) is
 * added to each from the declarations that are enforced. Golden copy: tests/golden/openapi.json.
 */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifySchema, RouteOptions } from 'fastify';
import type { TSchema } from 'typebox';
import type { Config } from '../config.js';
import { type Access, accessOf } from './access.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A body that the handler reads as a stream, by media type: described, not validated. */
    streamedBody?: Readonly<Record<string, { readonly schema: TSchema }>>;
  }
}

const problems = {
  description: 'A problem document (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
};

/** Scopes stand where OpenAPI 3.1 allows names of roles. */
function securityOf(access: Access): readonly Record<string, readonly string[]>[] {
  if (access === 'public') return [];
  return [{ token: access === 'token' ? [] : [access] }];
}

function describeRoute(schema: FastifySchema | undefined, route: RouteOptions): FastifySchema {
  const { response, ...rest } = schema ?? {};
  const body = route.config?.streamedBody;
  return {
    ...rest,
    ...(body === undefined ? {} : { body: { content: body } }),
    response: { ...(response as object | undefined), '4xx': problems, '5xx': problems },
    security: securityOf(accessOf(route) ?? 'public'),
  };
}

export function describeApi(config: Config): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Công văn',
        version: '1',
        description:
          'Gửi, nhận văn bản điện tử giữa các cơ quan. Exchange of official documents between agencies. Failed requests are answered with problem documents (RFC 9457).',
      },
      servers: [{ url: config.publicUrl ?? '/' }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'A token of `congvan token create`' },
        },
      },
      security: [{ token: [] }],
      tags: [
        { name: 'documents', description: 'Văn bản: send, read, move on' },
        { name: 'registers', description: 'Sổ đăng ký and the electronic share' },
        { name: 'directory', description: 'Cơ quan, nhóm nơi nhận' },
        { name: 'evidence', description: 'Changes, log, verification' },
        { name: 'operation', description: 'Deliveries, health, metrics' },
      ],
    },
    refResolver: { buildLocalReference: (json) => String(json.$id) },
    transform: ({ schema, url, route }) => ({ schema: describeRoute(schema, route), url }),
  };
}
