/** The page of certificates: by their end; issued, asked for, imported, renewed and revoked. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RevocationReason } from '../../../../certs/authority/issue-crl.js';
import { readCertificates } from '../../../../certs/keys/file-key.js';
import { toPem } from '../../../../certs/keys/pem-text.js';
import { Problem } from '../../../../schemas/problems/problem.js';
import { importAgencySeal, revokeCertificate } from '../../../identity/agency-certificates.js';
import { deskOf } from '../../../identity/authority-tools.js';
import {
  acceptAnswer,
  cancelRequest,
  listRequests,
  requestCertificate,
} from '../../../identity/certificate-requests.js';
import { listCertificates } from '../../../identity/certificates.store.js';
import { daysLeft, expiringWithin, expiryThresholds } from '../../../identity/expiry-warnings.js';
import { issueAgencySeal, issuePersonal, renewCertificate } from '../../../identity/issue-for-agency.js';
import { keyKinds } from '../../../web/pages/operator/certificate-forms.js';
import { CertificatesPage } from '../../../web/pages/operator/certificates.js';
import type { Fault } from '../../../web/pages/operator/outcome.js';
import { certificateTexts } from '../../../web/texts/operator-certificates.js';
import { fieldOf } from '../../accept-forms.js';
import { personOf } from '../../access.js';
import { contentDisposition } from '../../send-bytes.js';
import type { Pages } from '../pages.js';
import { queryText } from '../query-text.js';
import { attempt, backTo, newsOf } from './attempt.js';
import { readPageForm } from './read-page-form.js';

const path = '/van-hanh/chung-thu';
const rowsAPage = 50;
const maxBytes = 1024 * 1024;
const [warnDays] = expiryThresholds;

const actorOf = (request: FastifyRequest) => personOf(request).principal.actor;
const paramOf = ({ params }: FastifyRequest, name: string) => (params as Readonly<Record<string, string>>)[name] ?? '';

function keyKindIn(request: FastifyRequest) {
  const kind = keyKinds.find((one) => one === fieldOf(request, 'khoa'));
  return kind === undefined ? {} : { keyKind: kind };
}

function reasonIn(request: FastifyRequest): RevocationReason {
  const text = fieldOf(request, 'vi-sao');
  if (Object.hasOwn(certificateTexts.reasons, text)) return text as RevocationReason;
  throw new Problem('invalid_request', { detail: 'There is no such reason', field: 'vi-sao' });
}

/** @throws Problem `certificate_malformed` */
export function certificatesIn(file: Buffer): Buffer[] {
  try {
    return readCertificates(file);
  } catch (cause) {
    throw new Problem('certificate_malformed', {
      detail: 'The file holds no certificate; a PKCS#12 file needs its passphrase',
      cause,
    });
  }
}

export function certificatePages(pages: Pages): void {
  const { ctx } = pages;
  const desk = deskOf(ctx);

  async function show(request: FastifyRequest, reply: FastifyReply, fault: Fault | null) {
    const agency = queryText(request, 'co-quan', 60);
    const from = Number(/^\d{1,6}$/.exec(queryText(request, 'tu'))?.[0] ?? 0);
    const now = ctx.now();
    const all = await listCertificates(ctx.database, agency === '' ? null : agency);
    const inUse = expiringWithin(all, Number.POSITIVE_INFINITY, now);
    const lefts = inUse.map((row) => daysLeft(row, now));
    const page = pages.pageOf(request, reply);
    const props = {
      now,
      agency,
      certificates: inUse.slice(from, from + rowsAPage),
      next: inUse.length > from + rowsAPage ? from + rowsAPage : null,
      ended: lefts.filter((left) => left <= 0).length,
      soon: lefts.filter((left) => left > 0 && left < warnDays).length,
      requests: (await listRequests(desk)).filter(({ state }) => state === 'pending'),
    };
    const done = newsOf(request, certificateTexts.done);
    return pages.send(reply, CertificatesPage({ page, fault, done, ...props }), fault?.status);
  }

  pages.on('GET /van-hanh/chung-thu', (request, reply) => show(request, reply, null));

  pages.on('GET /van-hanh/chung-thu/yeu-cau/:id', async (request, reply) => {
    const found = (await listRequests(desk)).find(({ id }) => id === paramOf(request, 'id'));
    if (found === undefined) throw new Problem('not_found');
    const file = toPem('CERTIFICATE REQUEST', found.der);
    const disposition = contentDisposition(`${found.agency}.csr`);
    return reply.header('content-disposition', disposition).type('application/pkcs10').send(file);
  });

  /** Each does one thing; signers that were opened before are forgotten, so that the new ones count at once. */
  const acts = {
    'POST /van-hanh/chung-thu/cap': [
      'cap',
      (request) => {
        const order = { agency: fieldOf(request, 'co-quan'), actor: actorOf(request), ...keyKindIn(request) };
        const person = fieldOf(request, 'nguoi');
        return person === '' ? issueAgencySeal(desk, order) : issuePersonal(desk, { ...order, person });
      },
    ],
    'POST /van-hanh/chung-thu/yeu-cau': [
      'yeu-cau',
      (request) =>
        requestCertificate(desk, {
          agency: fieldOf(request, 'co-quan'),
          actor: actorOf(request),
          ...keyKindIn(request),
        }),
    ],
    'POST /van-hanh/chung-thu/yeu-cau/:id/bo': [
      'bo-yeu-cau',
      (request) => cancelRequest(desk, paramOf(request, 'id'), actorOf(request)),
    ],
    'POST /van-hanh/chung-thu/:fingerprint/cap-lai': [
      'cap-lai',
      (request) => renewCertificate(desk, { fingerprint: paramOf(request, 'fingerprint'), actor: actorOf(request) }),
    ],
    'POST /van-hanh/chung-thu/:fingerprint/thu-hoi': [
      'thu-hoi',
      async (request) => {
        const fingerprint = paramOf(request, 'fingerprint');
        await revokeCertificate(desk, { fingerprint, reason: reasonIn(request), actor: actorOf(request) });
      },
    ],
  } satisfies Record<string, readonly [done: string, act: (request: FastifyRequest) => Promise<unknown>]>;
  for (const [name, [done, act]] of Object.entries(acts))
    pages.on(name as keyof typeof acts, (request, reply) =>
      attempt(request, reply, show, async () => {
        await act(request);
        ctx.keys.refresh();
        return backTo(reply, path, done);
      }),
    );

  pages.on(
    'POST /van-hanh/chung-thu/nhap',
    (request, reply) =>
      attempt(request, reply, show, async () => {
        const { fields, files } = await readPageForm(ctx.config, request, maxBytes);
        const [file] = files;
        if (file === undefined) throw new Problem('file_empty', { field: 'tep' });
        const passphrase = fields.get('mat-khau') ?? '';
        const order = {
          agency: fields.get('co-quan')?.trim() ?? '',
          file: file.bytes,
          passphrase,
          actor: actorOf(request),
        };
        if (passphrase !== '') await importAgencySeal(desk, order);
        else await acceptAnswer(desk, certificatesIn(file.bytes), order.actor);
        ctx.keys.refresh();
        return backTo(reply, path, 'nhap');
      }),
    { bringsFile: true },
  );
}
