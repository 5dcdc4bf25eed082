/**
 * The form of a draft, read as it comes: its token first, then files, each passed on while it comes, and fields. Without files it may
 * come urlencoded. Source: RFC 7578.
 */
import type { Readable } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { type DraftField, type DraftFields, fieldNames } from '../../drafts/draft.js';
import type { SeenMarks } from '../../drafts/seen-draft.js';
import { formTokenField } from '../../web/form-token-field.js';
import { readMark } from '../../web/pages/compose/fields.js';
import { seenFields } from '../../web/pages/compose/seen-fields.js';
import { requireFormToken } from '../form-token.js';
import { multipartFault } from '../multipart-fault.js';

export interface DraftForm {
  readonly fields: DraftFields;
  /** Fields it showed as read from a PDF. */
  readonly read: readonly DraftField[];
  /** What its button asks for: a verb and, behind a colon, of what. */
  readonly act: { readonly verb: string; readonly of: string };
  /** What was typed to be addressed. */
  readonly recipient: string;
  /** What the page that holds the form showed. */
  readonly seen: SeenMarks;
}

const limits = { fields: 60, fieldSize: 16 * 1024, fileSize: Number.MAX_SAFE_INTEGER, parts: 200 };

/**
 * @param takeFile must read its stream to the end, or destroy it
 * @throws Problem `form_expired`, `body_too_large`, `upload_interrupted`, `invalid_request`
 */
export async function readDraftForm(
  { config }: GatewayContext,
  request: FastifyRequest,
  takeFile: (name: string, stream: Readable) => Promise<void>,
): Promise<DraftForm> {
  if (!request.isMultipart()) {
    requireFormToken(config, request);
    return formOf(request.body instanceof URLSearchParams ? request.body : []);
  }
  const values = new Map<string, string>();
  let isTrusted = false;
  for await (const part of partsOf(request)) {
    if (part.fieldname === formTokenField && part.type === 'field') {
      requireFormToken(config, request, String(part.value));
      isTrusted = true;
    } else if (!isTrusted) throw new Problem('form_expired');
    else if (part.type === 'field') values.set(part.fieldname, textOf(part));
    // A browser sends an empty part where no file was chosen.
    else if (part.filename) await takeFile(part.filename, part.file);
    else part.file.resume();
  }
  if (!isTrusted) throw new Problem('form_expired');
  return formOf(values);
}

async function* partsOf(request: FastifyRequest): AsyncGenerator<Multipart> {
  try {
    yield* request.parts({ preservePath: true, limits });
  } catch (error) {
    throw multipartFault(request, error);
  }
}

function textOf(part: Extract<Multipart, { type: 'field' }>): string {
  if (part.valueTruncated) throw new Problem('body_too_large', { field: part.fieldname.slice(0, 60) });
  return String(part.value);
}

/** Of a field that comes twice the last one counts. */
function formOf(entries: Iterable<readonly [string, string]>): DraftForm {
  const values = new Map(entries);
  const [verb = '', ...of] = (values.get('act') ?? '').split(':');
  const typed = fieldNames.flatMap((name) => {
    const value = values.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    fields: Object.fromEntries(typed),
    read: fieldNames.filter((name) => values.has(readMark(name))),
    act: { verb, of: of.join(':') },
    recipient: values.get('recipient') ?? '',
    seen: {
      files: values.get(seenFields.files) ?? '',
      recipients: values.get(seenFields.recipients) ?? '',
      version: values.get(seenFields.version) ?? '',
    },
  };
}
