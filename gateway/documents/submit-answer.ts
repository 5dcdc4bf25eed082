/**
 * What a sender is told: the same for the first request and for every repeat of it. Does not check who asks.
 */
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { selectAnswer } from './answer.store.js';
import type { DeliveryState, DocumentState } from './lifecycle.js';
import type { SubmitWarning } from './submission-input.js';

export interface SubmitAnswer {
  readonly id: string;
  readonly documentId: string;
  readonly number: string;
  readonly state: DocumentState;
  readonly recipients: readonly {
    readonly agency: string;
    readonly status: string | null;
    readonly delivery: DeliveryState;
  }[];
  /** Of the container, hex. */
  readonly sha256: string;
  readonly links: Readonly<Record<'self' | 'container' | 'edxml' | 'events' | 'proof', string>>;
  readonly warnings: readonly SubmitWarning[];
}

interface JustSubmitted {
  readonly id: string;
  readonly documentId: string;
  readonly number: string;
  readonly recipients: readonly { readonly code: string }[];
  readonly sha256: string;
}

/** The answer to a document committed a moment ago. */
export function answerOf(document: JustSubmitted, warnings: readonly SubmitWarning[]): SubmitAnswer {
  return {
    id: document.id,
    documentId: document.documentId,
    number: document.number,
    state: 'sealed',
    recipients: document.recipients.map(({ code }) => ({ agency: code, status: null, delivery: 'queued' })),
    sha256: document.sha256,
    links: linksOf(document.id),
    warnings,
  };
}

/** The answer for a document submitted before: as it stands now, with the warnings of then. @throws Problem `not_found` */
export async function readAnswer(ctx: GatewayContext, id: string): Promise<SubmitAnswer> {
  const row = await selectAnswer(ctx.database, id);
  if (row === undefined) throw new Problem('not_found');
  return { ...row, links: linksOf(id) };
}

/** Addresses of a document's parts, relative to the service. */
export function linksOf(id: string): SubmitAnswer['links'] {
  const self = `/api/v1/documents/${id}`;
  return {
    self,
    container: `${self}/container`,
    edxml: `${self}/edxml`,
    events: `${self}/events`,
    proof: `${self}/proof`,
  };
}
