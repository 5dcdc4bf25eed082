/** The head of the OpenAPI document; the routes describe themselves. Golden copy: tests/golden/openapi.json. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { Config } from '../config.js';

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
  };
}
