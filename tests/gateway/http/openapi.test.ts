import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allScopes } from '../../../gateway/identity/access.js';
import { metadataSchema } from '../../../schemas/directory/metadata-schema.js';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type SeenRoute, walkRoutes } from '../../support/walk-routes.js';

const golden = fileURLToPath(new URL('../../golden/openapi.json', import.meta.url));

interface Operation {
  tags: string[];
  summary: string;
  security: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, object> };
  responses: Record<string, { description: string; content?: Record<string, { schema: { $ref?: string } }> }>;
}

interface OpenApi {
  openapi: string;
  info: { title: string; version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties: Record<string, { enum?: string[] }> }>; securitySchemes: object };
}

let gateway: HttpFixture;
let routes: SeenRoute[];
let text: string;
let api: OpenApi;

beforeAll(async () => {
  ({ opened: gateway, routes } = await walkRoutes(() => openHttpFixture()));
  text = await (await gateway.call('/api/openapi.json', null)).text();
  api = JSON.parse(text) as OpenApi;
});
afterAll(() => gateway.close());

const operations = () =>
  Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
const asPath = (url: string) => url.replace(/:(\w+)/g, '{$1}');
const isDocumentation = ({ url }: SeenRoute) => url.startsWith('/api/docs');
const ownRoutes = () => routes.filter((route) => !isDocumentation(route) && route.method !== 'HEAD');

/** Every object in the document that has a `$ref`. */
function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(refsIn)];
}

describe('the OpenAPI document', () => {
  it('is the golden one (UPDATE_GOLDEN=1 writes it anew)', () => {
    const now = `${JSON.stringify(api, null, 2)}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, now);
    expect(now).toBe(readFileSync(golden, 'utf8'));
  });

  it('has the shape of OpenAPI 3.1', () => {
    expect(api.openapi).toMatch(/^3\.1\.\d+$/);
    expect(api.info).toMatchObject({ title: 'Công văn', version: '1' });
    const tags = new Set(api.tags.map(({ name }) => name));
    for (const { path, method, operation } of operations()) {
      const where = `${method} ${path}`;
      expect(path, where).toMatch(/^\//);
      expect(operation.summary, where).toBeTruthy();
      expect(operation.tags.length > 0 && operation.tags.every((tag) => tags.has(tag)), where).toBe(true);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = (operation.parameters ?? []).filter((one) => one.in === 'path');
      expect(described.map(({ name }) => name).sort(), where).toEqual(named.sort());
      expect(
        described.every(({ required }) => required === true),
        where,
      ).toBe(true);
      expect(Object.keys(operation.responses).length, where).toBeGreaterThan(0);
      for (const [status, { description }] of Object.entries(operation.responses)) {
        expect(status, where).toMatch(/^([1-5]\d\d|[1-5]XX|default)$/);
        expect(typeof description, where).toBe('string');
      }
    }
  });

  it('refers only to what it contains', () => {
    const refs = new Set(refsIn(api));
    expect(refs.size).toBeGreaterThan(0);
    for (const ref of refs) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(ref)?.[1] ?? ref;
      expect(Object.keys(api.components.schemas)).toContain(name);
    }
  });

  it('names for each operation the problems, and every code there is', () => {
    for (const { path, method, operation } of operations()) {
      for (const status of ['4XX', '5XX']) {
        const answer = operation.responses[status]?.content?.['application/problem+json'];
        expect(answer?.schema.$ref, `${method} ${path} ${status}`).toBe('#/components/schemas/Problem');
      }
    }
    expect(api.components.schemas['Problem']?.properties['code']?.enum).toEqual(Object.keys(catalogue));
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    for (const code of Object.keys(catalogue)) expect(page).toContain(`\`${code}\``);
  });

  it('describes the metadata of a document, every member, as the object that is checked', () => {
    const form = api.paths['/api/v1/documents']?.['post']?.requestBody?.content['multipart/form-data'];
    expect(form).toMatchObject({ schema: { properties: { metadata: { $ref: '#/components/schemas/Metadata' } } } });
    expect(Object.keys(api.components.schemas['Metadata']?.properties ?? {})).toEqual(
      Object.keys(metadataSchema.properties),
    );
  });

  it('describes the bodies that are streamed', () => {
    expect(Object.keys(api.paths['/api/v1/documents']?.['post']?.requestBody?.content ?? {})).toEqual([
      'multipart/form-data',
      'application/vnd.etsi.asic-e+zip',
      'application/xml',
      'text/xml',
    ]);
  });
});

describe('every route', () => {
  it('declares who may call it, with a scope that exists', () => {
    expect(ownRoutes().length).toBeGreaterThan(30);
    const known = new Set<unknown>(['public', 'token', 'person', ...allScopes]);
    const undeclared = routes.filter((route) => !isDocumentation(route) && !known.has(route.config?.access));
    expect(undeclared).toEqual([]);
  });

  it('is public only when it is meant to be', () => {
    // Pages have a table of their own: tests/golden/permissions.tsv.
    const open = ownRoutes().filter(({ config }) => config?.access === 'public' && config.page !== true);
    expect(open.map(({ url }) => url).sort()).toEqual([
      '/api/openapi.json',
      '/api/v1/links/:token',
      '/api/v1/log/checkpoint',
      '/api/v1/log/checkpoints',
      '/api/v1/log/consistency',
      '/api/v1/log/inclusion',
      '/api/v1/log/key',
      '/api/v1/verifications',
      '/crl/:fingerprint.crl',
      '/healthz',
      '/issuers/:fingerprint.crt',
      '/metrics',
      '/ocsp',
      '/ocsp/:request',
      '/readyz',
      '/tsa',
    ]);
  });

  it('appears in the document with the access that is enforced, and the document names no other', () => {
    const shown = ownRoutes().filter(({ isHidden }) => !isHidden);
    expect(
      operations()
        .map(({ path, method }) => `${method} ${path}`)
        .sort(),
    ).toEqual(shown.map(({ method, url }) => `${method.toLowerCase()} ${asPath(url)}`).sort());
    for (const { method, url, config } of shown) {
      const { security } = api.paths[asPath(url)]?.[method.toLowerCase()] ?? {};
      const access = config?.access;
      const expected = access === 'public' ? [] : [{ token: access === 'token' ? [] : [access] }];
      expect(security, `${method} ${url}`).toEqual(expected);
    }
  });

  it('must declare it: a route without declaration does not start', async () => {
    const { default: Fastify } = await import('fastify');
    const { enforceAccess } = await import('../../../gateway/http/access.js');
    const app = Fastify();
    enforceAccess(app, gateway.ctx);
    expect(() => app.get('/forgotten', async () => 'x')).toThrow(/does not declare who may call it/);
    await app.close();
  });
});
