/** What stands in the address of a page. */
import type { FastifyRequest } from 'fastify';

/** A parameter of the address; empty when it is missing, or there more than once. */
export function queryText({ query }: FastifyRequest, name: string): string {
  const value = (query as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : '';
}
