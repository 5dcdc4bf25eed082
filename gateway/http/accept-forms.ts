/**
 * Small forms of pages, urlencoded; nothing else is read here. A form with files is left to its route (one-file.ts, read-form.ts).
 * Source: WHATWG URL section 5.1.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * The longest form corrects the entry of an outgoing paper document: texts of 3,050 characters in all (registers/entry-details.ts and the
 * reason), each of up to nine bytes encoded (“ệ” is %E1%BB%87), and once more as the form had shown them (parts/seen.tsx): 54,900 bytes, and
 * names, days and token below 2 KiB.
 */
const maxFormBytes = 64 * 1024;

export function acceptForms(scope: FastifyInstance): void {
  scope.removeContentTypeParser(['application/json', 'text/plain']);
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: maxFormBytes },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
}

/** A field as it was sent, of one that comes twice the first; empty without it. */
export const rawFieldOf = ({ body }: FastifyRequest, name: string): string =>
  (body instanceof URLSearchParams ? body.get(name) : null) ?? '';

/** A field without the blanks around it. */
export const fieldOf = (request: FastifyRequest, name: string): string => rawFieldOf(request, name).trim();

/** Every value of a field that may come several times. */
export const fieldsOf = ({ body }: FastifyRequest, name: string): string[] =>
  body instanceof URLSearchParams ? body.getAll(name) : [];
