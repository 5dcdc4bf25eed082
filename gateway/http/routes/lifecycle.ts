/** Moving a document on: statuses, recall, return. Updates and replacements carry files: submit.ts. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { GatewayContext } from '../../context.js';
import { declareStatus, type StatusWishOf } from '../../documents/declare-status.js';
import { recallDocument, returnDocument } from '../../documents/request-changes.js';
import { callerOf } from '../access.js';
import { anyObject, documentParams } from '../schemas.js';

const tags = ['documents'];
const access = 'status:write';
const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const staff = Type.Optional(
  Type.Object(
    {
      department: text(200),
      departmentId: text(50),
      staff: text(100),
      staffId: text(50),
      email: text(200),
      mobile: text(50),
    },
    { additionalProperties: false },
  ),
);
const reason = Type.Optional(Type.String({ maxLength: 500 }));
const agency = Type.Optional(Type.String({ maxLength: 35, description: 'Which of the token’s agencies speaks' }));
const answers = { response: { 200: anyObject } };

type Act<Body> = { Params: { id: string }; Body: Body };

export function lifecycleRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.post<Act<StatusWishOf>>(
    '/api/v1/documents/:id/status',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Declare a status',
        description: 'Recipients: 02 (with a reason), 03, 04, 05, 06, 15, 16. The sender: 13, the same as `recall`.',
        params: documentParams,
        body: Type.Object(
          {
            code: Type.String({ pattern: '^\\d{2}$' }),
            reason,
            staff,
            agency,
            acceptFirst: Type.Optional(Type.Boolean()),
            incomingNumber: Type.Optional(
              Type.String({
                maxLength: 11,
                description:
                  'With 03: the number of an agency that gives its own; left out, the register gives the next one',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        ...answers,
      },
    },
    async (request) => {
      const { code, reason: why = '', ...rest } = request.body;
      if (code === '13')
        return recallDocument(ctx, callerOf(request), request.params.id, { reason: why, staff: rest.staff });
      return declareStatus(ctx, callerOf(request), request.params.id, request.body);
    },
  );

  app.post<Act<{ reason: string; staff?: StatusWishOf['staff'] }>>(
    '/api/v1/documents/:id/recall',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Take a document back (status 13)',
        params: documentParams,
        body: Type.Object(
          { reason: Type.String({ minLength: 1, maxLength: 500 }), staff },
          { additionalProperties: false },
        ),
        ...answers,
      },
    },
    (request) => recallDocument(ctx, callerOf(request), request.params.id, request.body),
  );

  app.post<Act<{ reason?: string; staff?: StatusWishOf['staff']; agency?: string }>>(
    '/api/v1/documents/:id/return',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Return a misaddressed document (02 with that reason)',
        params: documentParams,
        body: Type.Object({ reason, staff, agency }, { additionalProperties: false }),
        ...answers,
      },
    },
    (request) => returnDocument(ctx, callerOf(request), request.params.id, request.body),
  );
}
