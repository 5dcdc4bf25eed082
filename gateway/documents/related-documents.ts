/**
 * Documents of one case: what a document answers and what answers it, what it updates or replaces and what changes it.
 * Source: QCVN 102:2016/BTTTT, ResponseFor and BussinessDocType.
 */
import { formatDocumentId } from '../../schemas/directory/document-id.js';
import type { ResponseFor } from '../../schemas/directory/metadata.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';
import { type RelatedRow, selectRelated } from './related-documents.store.js';
import type { DocumentView } from './view-document.js';

export interface RelatedDocuments {
  /** Those the reader has, newest first, at most 50. */
  readonly found: readonly RelatedRow[];
  /** What the document says it answers, and the reader does not have. */
  readonly elsewhere: readonly ResponseFor[];
}

/** Documents handed in as edXML may leave the list out. */
const answeredBy = ({ metadata }: DocumentView) => (metadata['responseFor'] ?? []) as readonly ResponseFor[];

const idOf = ({ agency, date, number, notation }: ResponseFor): string | null =>
  date === null ? null : formatDocumentId({ organId: agency, date, number, notation });

/** @param view of the document, as the principal may see it */
export async function findRelated(
  ctx: GatewayContext,
  principal: Principal,
  view: DocumentView,
): Promise<RelatedDocuments> {
  const answered = answeredBy(view);
  const { from: agency, number, notation } = view;
  const found = await selectRelated(
    ctx.database,
    {
      id: view.id,
      affects: view.affects,
      answers: answered.flatMap((one) => idOf(one) ?? []),
      asAnswered: { agency, number, notation },
    },
    principal.auditor ? null : principal.agencies,
  );
  const known = new Set(found.map(({ documentId }) => documentId));
  return { found, elsewhere: answered.filter((one) => !known.has(idOf(one) ?? '')) };
}
