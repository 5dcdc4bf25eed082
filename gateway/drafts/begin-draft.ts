/**
 * How a draft begins: empty, or from a document, as an answer to it, to send it on, to update or replace it. Opening the same again finds
 * the draft nobody did anything with, so that looking leaves nothing behind.
 */
import { v7 as uuidv7 } from 'uuid';
import { formatDocumentCode } from '../../schemas/directory/notation.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { openFileOf } from '../documents/open-document.js';
import { type DocumentView, viewDocument } from '../documents/view-document.js';
import { requireScope } from '../identity/access.js';
import { abandonDraft } from './change-draft.js';
import type { DraftFields, DraftKind, Writer } from './draft.js';
import { countDrafts, insertDraft, leaveUntouched, type NewDraft, selectUntouched } from './drafts.store.js';
import { takeWholeFile } from './receive-upload.js';

/** Of an agency, not sent. */
const mostDrafts = 1_000;

export interface DraftStart {
  readonly kind: DraftKind;
  /** Id of the document. */
  readonly source: string;
}

/**
 * The id of a draft to write in.
 * @throws Problem `missing_scope`; `draft_full` when there are too many; `not_found` for a document the agency does not see; `illegal_move` for a change of another's document;
 *   what `takeWholeFile` throws for a file that may not be sent on
 */
export async function beginDraft(ctx: GatewayContext, writer: Writer, start: DraftStart | null): Promise<string> {
  requireScope(writer.principal, 'documents:submit');
  const place = {
    agency: writer.agency,
    person: writer.person,
    kind: start?.kind ?? null,
    source: start?.source ?? null,
  };
  const document = start === null ? null : await viewDocument(ctx, writer.principal, start.source);
  if (document !== null) requireStart(document, place.kind);
  const known = await selectUntouched(ctx.database, place);
  if (known !== undefined) return known;
  if ((await countDrafts(ctx.database, writer.agency)) >= mostDrafts) throw new Problem('draft_full');
  const draft = { ...place, id: uuidv7(), at: ctx.now(), ...contentFrom(document, place.kind) };
  await insertDraft(ctx.database, draft);
  if (document !== null && place.kind === 'forward') await copyAll(ctx, writer, draft.id, document);
  return draft.id;
}

function requireStart(document: DocumentView, kind: DraftKind | null): void {
  if (document.relation === 'sender' || (kind !== 'update' && kind !== 'replace')) return;
  throw new Problem('illegal_move', { detail: 'Only its sender updates or replaces a document' });
}

type Content = Pick<NewDraft, 'fields' | 'answered' | 'recipients'>;

function contentFrom(document: DocumentView | null, kind: DraftKind | null): Content {
  if (document === null || kind === null) return { fields: {}, answered: null, recipients: [] };
  const { from: agency, number, notation, date } = document;
  const code = formatDocumentCode(document);
  switch (kind) {
    case 'reply':
      return {
        fields: { answers: code, subject: `V/v trả lời văn bản số ${code}`.slice(0, 500) },
        answered: { agency, number, notation, date },
        recipients: [agency],
      };
    case 'forward':
      return { fields: { ...contentOf(document), urgency: document.urgency }, answered: null, recipients: [] };
    default:
      return {
        fields: { ...contentOf(document), code: `/${notation}`, urgency: document.urgency },
        answered: null,
        recipients: document.recipients.map((recipient) => recipient.agency),
      };
  }
}

const contentOf = ({ subject, type }: DocumentView): DraftFields => ({ subject, type });

/** Copies the files, or leaves no draft: one that lacks some of them looks like one that has them all. */
async function copyAll(ctx: GatewayContext, writer: Writer, draft: string, document: DocumentView): Promise<void> {
  try {
    await copyFiles(ctx, writer, draft, document);
  } catch (error) {
    await abandonDraft(ctx, writer, draft);
    throw error;
  }
  await leaveUntouched(ctx.database, draft);
}

/** The files as they were sealed, each judged anew. */
async function copyFiles(ctx: GatewayContext, writer: Writer, draft: string, document: DocumentView): Promise<void> {
  for (const { n, name } of document.files) {
    const { source } = await openFileOf(ctx, writer.principal, document.id, n);
    await takeWholeFile(ctx, writer, draft, name, source.stream()).finally(() => source.close());
  }
}
