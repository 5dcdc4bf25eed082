/** The form of an absence, which stands on two pages: what was sent, and where its faults are said. */
import type { FastifyRequest } from 'fastify';
import type { AbsenceDraft } from '../../identity/absences/absences.js';
import { absenceFaults } from '../../web/texts/absence.js';
import { fieldOf } from '../accept-forms.js';

/** Where the faults of an absence are said. */
export const absencePlaces = {
  'invalid_request fromDay': ['fromDay', absenceFaults.fromDay],
  'invalid_request toDay': ['toDay', absenceFaults.toDay],
  absence_overlaps: ['fromDay', absenceFaults.overlaps],
  deputy_unsuitable: ['deputy', absenceFaults.deputy],
} as const;

export const draftIn = (request: FastifyRequest): AbsenceDraft => ({
  fromDay: fieldOf(request, 'fromDay'),
  toDay: fieldOf(request, 'toDay'),
  deputy: fieldOf(request, 'deputy'),
});

export const absenceIn = (request: FastifyRequest): string => (request.params as { absence: string }).absence;
