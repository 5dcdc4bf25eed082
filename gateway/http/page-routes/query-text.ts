/** Parameters of a page's address as text: cut to `most` letters, empty without them; one that comes twice is none. */
import type { FastifyRequest } from 'fastify';

export function queryText({ query }: FastifyRequest, name: string, most = 200): string {
  const value = (query as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value.slice(0, most) : '';
}

/** What a parameter stands for among these; null for anything else, also for what every object has (`constructor`). */
export function queryChoice<Choice>(
  request: FastifyRequest,
  name: string,
  choices: Readonly<Record<string, Choice>>,
): Choice | null {
  const word = queryText(request, name);
  return Object.hasOwn(choices, word) ? (choices[word] ?? null) : null;
}

/** Where a page leads back to: addresses of ours (`ownAddress`) are no longer. */
export const goalText = (request: FastifyRequest): string => queryText(request, 've', 2_000);
