/** A page's form with files, read whole, and known to come from that page. */
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../../config.js';
import { formTokenField } from '../../../web/form-token-field.js';
import { requireFormToken } from '../../form-token.js';
import { type Form, readForm } from '../../read-form.js';

/** @throws Problem as `readForm` and `requireFormToken` */
export async function readPageForm(config: Config, request: FastifyRequest, maxBytes: number): Promise<Form> {
  const form = await readForm(request, maxBytes);
  requireFormToken(config, request, form.fields.get(formTokenField) ?? '');
  return form;
}
