/** The page of what is trusted, and since when. */
import type { FastifyRequest } from 'fastify';
import { isCalendarDate } from '../../../../schemas/directory/calendar-date.js';
import { selectAgenciesByCode } from '../../../agencies/agencies.store.js';
import { endOf } from '../../../audit/day-range.js';
import { listCertificates } from '../../../identity/certificates.store.js';
import { certificatesInUse } from '../../../identity/certificates-in-use.js';
import { nameActors } from '../../../identity/name-actors.js';
import { selectAnchorsAt, selectTrustHistory } from '../../../identity/trust.store.js';
import { TrustPage } from '../../../web/pages/audit/trust.js';
import { trustTexts } from '../../../web/texts/audit-log.js';
import type { Pages } from '../pages.js';
import { queryText } from '../query-text.js';

/** As many as one reads; the API has more (`/api/v1/trust`). */
const mostChanges = 200;
const mostCertificates = 100;

/** Until the end of a day, or now. */
function timeOf(day: string, now: Date): { readonly at: Date; readonly isWrong: boolean } {
  if (day === '') return { at: now, isWrong: false };
  return isCalendarDate(day) ? { at: endOf(day), isWrong: false } : { at: now, isWrong: true };
}

export function trustPage(pages: Pages): void {
  const { ctx } = pages;
  pages.on('GET /kiem-toan/tin-cay', async (request: FastifyRequest, reply) => {
    const day = queryText(request, 'ngay').slice(0, 20);
    const { at, isWrong } = timeOf(day, ctx.now());
    const [{ version, anchors }, history, all] = await Promise.all([
      selectAnchorsAt(ctx.database, at),
      selectTrustHistory(ctx.database, mostChanges),
      listCertificates(ctx.database, null),
    ]);
    const inUse = certificatesInUse(all).sort((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter));
    const certificates = inUse.slice(0, mostCertificates);
    const codes = certificates.flatMap(({ agency }) => agency ?? []);
    const [agencies, nameOf] = await Promise.all([
      selectAgenciesByCode(ctx.database, [...new Set(codes)]),
      nameActors(
        ctx,
        history.map(({ actor }) => actor),
      ),
    ]);
    const names = new Map(agencies.map(({ code, name }) => [code, name]));
    const page = pages.pageOf(request, reply);
    const shown = { day, dayError: isWrong ? trustTexts.wrongDay : undefined, version, anchors, history, nameOf };
    return pages.send(
      reply,
      TrustPage({ page, ...shown, certificates, inUse: inUse.length, agencies: names }),
      isWrong ? 400 : 200,
    );
  });
}
