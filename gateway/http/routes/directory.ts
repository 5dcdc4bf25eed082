/** The directory: agencies and recipient groups. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type AgencyDraft, addAgency, patchAgency } from '../../agencies/change-agencies.js';
import { findAgencies, getAgency } from '../../agencies/find-agencies.js';
import { type GroupDraft, listGroups, writeGroup } from '../../agencies/groups.js';
import type { GatewayContext } from '../../context.js';
import { callerOf } from '../access.js';
import { anyObject, page, pageQuery } from '../schemas.js';

const tags = ['directory'];
const nullable = (maxLength: number) => Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()]));
const limit = (period: string) =>
  Type.Optional(
    Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
      description: `Bytes of containers it may send in ${period}; null for any`,
    }),
  );
const agencyFields = {
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  parent: nullable(35),
  email: nullable(254),
  channel: Type.Optional(Type.String()),
  numbering: Type.Optional(Type.String()),
  pdfPolicy: Type.Optional(
    Type.String({ description: 'PDFs with a signature that is not valid: `off`, `warn` (default) or `refuse`' }),
  ),
  mailProtection: Type.Optional(
    Type.String({
      description: 'What mails to it are: `signed` (default), or `encrypted` as well, for its registered certificate',
    }),
  ),
  mailPolicy: Type.Optional(
    Type.String({
      description:
        'Documents it sends by mail: `signed` (default), only those a signature proves; `confirmed`, also those whose address the receiving server vouches for, once the agency has confirmed them by a link',
    }),
  ),
  quotaDay: limit('a day'),
  quotaMonth: limit('a calendar month'),
  quotaTotal: limit('all: what is kept of it here'),
  validFrom: nullable(10),
  validTo: nullable(10),
  successor: nullable(35),
  aliases: Type.Optional(
    Type.Array(
      Type.Object(
        { code: Type.String(), validFrom: nullable(10), validTo: nullable(10) },
        { additionalProperties: true },
      ),
    ),
  ),
};
const agencyBody = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 35 }), ...agencyFields },
  { additionalProperties: false },
);
const groupBody = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    title: Type.Optional(Type.String()),
    members: Type.Array(Type.String(), { maxItems: 5000 }),
  },
  { additionalProperties: false },
);

interface AgencyListQuery {
  q?: string;
  parent?: string;
  active?: boolean;
  cursor?: string;
  limit?: number;
}

export function directoryRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.get<{ Querystring: AgencyListQuery }>(
    '/api/v1/agencies',
    {
      config: { access: 'directory:read' },
      schema: {
        tags,
        summary: 'List and search agencies',
        querystring: Type.Object({
          q: Type.Optional(Type.String({ maxLength: 200 })),
          parent: Type.Optional(Type.String()),
          active: Type.Optional(Type.Boolean()),
          ...pageQuery,
        }),
        response: { 200: page },
      },
    },
    async (request) => {
      const { agencies, cursor } = await findAgencies(ctx, request.query);
      return { items: agencies, next: cursor };
    },
  );

  app.get<{ Params: { code: string } }>(
    '/api/v1/agencies/:code',
    {
      config: { access: 'directory:read' },
      schema: { tags, summary: 'One agency', response: { 200: anyObject } },
    },
    (request) => getAgency(ctx, request.params.code),
  );

  app.post<{ Body: AgencyDraft }>(
    '/api/v1/agencies',
    {
      config: { access: 'directory:write' },
      schema: { tags, summary: 'Add an agency', body: agencyBody, response: { 201: anyObject } },
    },
    async (request, reply) => reply.code(201).send(await addAgency(ctx, request.body, callerOf(request).actor)),
  );

  app.patch<{ Params: { code: string }; Body: Omit<AgencyDraft, 'code'> }>(
    '/api/v1/agencies/:code',
    {
      config: { access: 'directory:write' },
      schema: {
        tags,
        summary: 'Change an agency',
        description:
          '`successor` with `validTo`, its last day, merges it: what is sent to it afterwards goes to the successor.',
        body: Type.Object(agencyFields, { additionalProperties: false }),
        response: { 200: anyObject },
      },
    },
    (request) => patchAgency(ctx, { ...request.body, code: request.params.code }, callerOf(request).actor),
  );

  app.get(
    '/api/v1/groups',
    {
      config: { access: 'directory:read' },
      schema: {
        tags,
        summary: 'Recipient groups',
        response: { 200: Type.Object({ items: Type.Array(anyObject) }) },
      },
    },
    async (request) => {
      const { auditor, operator, agencies } = callerOf(request);
      return { items: await listGroups(ctx, auditor || operator ? null : agencies) };
    },
  );

  app.post<{ Body: GroupDraft }>(
    '/api/v1/groups',
    {
      config: { access: 'directory:write' },
      schema: { tags, summary: 'Add a group', body: groupBody, response: { 201: anyObject } },
    },
    async (request, reply) => reply.code(201).send(await writeGroup(ctx, request.body, true, callerOf(request).actor)),
  );

  app.patch<{ Params: { name: string }; Body: Omit<GroupDraft, 'name'> }>(
    '/api/v1/groups/:name',
    {
      config: { access: 'directory:write' },
      schema: {
        tags,
        summary: 'Write a group anew',
        body: Type.Omit(groupBody, ['name']),
        response: { 200: anyObject },
      },
    },
    (request) => writeGroup(ctx, { ...request.body, name: request.params.name }, false, callerOf(request).actor),
  );
}
