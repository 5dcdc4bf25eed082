/** What makes documents provable: timestamps, certificates, revocation lists, the log. */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { durationInWords } from '../../schemas/words/duration.js';
import { vietnamDate, vietnamMoment } from '../../schemas/words/vietnam-time.js';
import type { GatewayContext } from '../context.js';
import { daysLeft, expiryThresholds } from '../identity/expiry-warnings.js';
import { selectContacts } from '../proofs/authority-contacts.store.js';
import { countOpenProofs, type OpenProofs } from '../proofs/proofs.store.js';
import { authorityRow } from './authority-rows.js';
import {
  type CertificateFigures,
  type EndingCertificate,
  type ListFigures,
  type LogFigures,
  type ProofFault,
  selectCertificateFigures,
  selectFirstEndingList,
  selectLogFigures,
  selectProofFault,
} from './grounds.store.js';
import { type HealthGroup, type HealthRow, healthRow, join, plain } from './health-row.js';

type Asked = Pick<GatewayContext, 'database' | 'config' | 'now'>;

const dayMs = 86_400_000;
const [warnDays, , urgentDays] = expiryThresholds;
/** A proof needs a minute or two; longer, and something does not answer. */
const slowSeconds = 15 * 60;
const tooLongSeconds = 86_400;
const lagSeconds = 60;
/** Authorities that nobody asked for longer are not shown. */
const contactDays = 7;
const mostContacts = 20;

/** Timestamps and certificates and the log, each a group. */
export async function proofGroups({ database, config, now }: Asked): Promise<HealthGroup[]> {
  const at = now();
  const [proofs, fault, log, certificates, list, contacts] = await Promise.all([
    countOpenProofs(database),
    selectProofFault(database),
    selectLogFigures(database),
    selectCertificateFigures(database, new Date(at.getTime() + warnDays * dayMs)),
    selectFirstEndingList(database),
    selectContacts(database, new Date(at.getTime() - contactDays * dayMs), mostContacts),
  ]);
  return [
    {
      id: 'timestamps',
      name: say('Dấu thời gian', 'Timestamps'),
      note: authorityNote(config.tsaUrls),
      rows: [
        timestampRow(proofs, fault, log, at),
        validationRow(proofs),
        logRow(log, at),
        ...contacts.map((contact) => authorityRow(contact, at)),
      ],
    },
    {
      id: 'certificates',
      name: say('Chứng thư', 'Certificates'),
      note: say(`${certificates.agencies} cơ quan`, `${certificates.agencies} agencies`),
      rows: [...certificates.ending.map((one) => endingRow(one, at)), otherRow(certificates), listRow(list, at)],
    },
  ];
}

const authorityNote = (urls: readonly string[]): Bilingual =>
  urls.length === 0
    ? say('nơi cấp của cổng', 'the gateway’s own')
    : plain(urls.map((url) => new URL(url).host).join(', '));

const openOf = (proofs: readonly OpenProofs[], state: OpenProofs['state']) => proofs.find((one) => one.state === state);

const isUnavailable = (fault: ProofFault | null): fault is ProofFault =>
  fault?.reason.startsWith('timestamp_unavailable') === true;

/** Documents go on without it: that is said first. */
function timestampRow(proofs: readonly OpenProofs[], fault: ProofFault | null, log: LogFigures, now: Date): HealthRow {
  const pending = openOf(proofs, 'pending');
  const last = log.stampedAt === null ? null : plain(vietnamMoment(log.stampedAt, now));
  const shown = { waiting: pending?.count ?? 0, oldestSeconds: pending?.oldestSeconds ?? null, last };
  const name = say('Bằng chứng chờ dấu thời gian', 'Proofs that wait for a timestamp');
  if (pending === undefined || pending.oldestSeconds <= slowSeconds) return healthRow('timestamps', name, shown);
  const goesOn = say('Văn bản vẫn đi; dấu được bổ sung sau.', 'Documents go on; it is added later.');
  if (!isUnavailable(fault))
    return healthRow('timestamps', name, {
      ...shown,
      state: 'attention',
      finding: say('Đang chậm', 'Slow'),
      next: goesOn,
    });
  const again = vietnamMoment(fault.nextAt, now);
  const isLong = pending.oldestSeconds > tooLongSeconds;
  return healthRow('timestamps', name, {
    ...shown,
    state: 'broken',
    finding: say('Nơi cấp không trả lời', 'The authority does not answer'),
    next: join([
      plain(`${fault.reason.replace(/^timestamp_unavailable: ?/, '').slice(0, 200)}.`),
      goesOn,
      say(`Tự thử lại lúc ${again}.`, `Tried again at ${again}.`),
      isLong ? say('Đã hơn một ngày: hãy báo nơi cấp.', 'More than a day now: tell the authority.') : null,
    ]),
  });
}

function validationRow(proofs: readonly OpenProofs[]): HealthRow {
  const open = openOf(proofs, 'timestamped');
  const shown = { waiting: open?.count ?? 0, oldestSeconds: open?.oldestSeconds ?? null };
  const name = say('Bằng chứng chờ dữ liệu thu hồi (OCSP, CRL)', 'Proofs that wait for revocation data (OCSP, CRL)');
  if (open === undefined || open.oldestSeconds <= tooLongSeconds) return healthRow('validation-data', name, shown);
  return healthRow('validation-data', name, {
    ...shown,
    state: 'attention',
    finding: say('Đang chậm', 'Slow'),
    next: say(
      'Cổng tự hỏi lại. Chứng thư sẽ hết hạn: đừng để quá lâu.',
      'The gateway asks again by itself. Certificates end: do not let it wait long.',
    ),
  });
}

function logRow({ waiting, oldestSeconds, checkpointAt }: LogFigures, now: Date): HealthRow {
  const last = checkpointAt === null ? null : plain(vietnamMoment(checkpointAt, now));
  const name = say('Nhật ký, mốc kiểm chứng', 'Log and checkpoint');
  const shown = { waiting, oldestSeconds, last };
  if (oldestSeconds === null || oldestSeconds <= lagSeconds) return healthRow('log', name, shown);
  return healthRow('log', name, {
    ...shown,
    state: 'attention',
    finding: say('Sự kiện chờ ghi', 'Events wait'),
    next: say(
      'Tiến trình giao văn bản ghi chúng; xem nó có chạy không.',
      'A worker writes them; see whether one runs.',
    ),
  });
}

const kindNames: Readonly<Record<string, Bilingual>> = {
  root: say('Gốc của cổng', 'The gateway’s root'),
  issuing: say('Nơi cấp của cổng', 'The gateway’s issuing authority'),
  receipt: say('Khóa biên nhận của cổng', 'The gateway’s receipt key'),
  checkpoint: say('Khóa nhật ký của cổng', 'The gateway’s log key'),
  timestamp: say('Khóa dấu thời gian của cổng', 'The gateway’s timestamp key'),
  ocsp: say('Khóa OCSP của cổng', 'The gateway’s OCSP key'),
  mail: say('Khóa thư của cổng', 'The gateway’s mail key'),
};

function endingRow({ fingerprint, kind, agency, name, notAfter }: EndingCertificate, now: Date): HealthRow {
  const left = daysLeft({ notAfter }, now);
  const days = Math.max(0, Math.floor(left));
  const isOwn = agency === null;
  const state = left <= 0 ? 'broken' : isOwn && left > urgentDays ? 'normal' : 'attention';
  return healthRow(`certificate.${fingerprint}`, isOwn ? (kindNames[kind] ?? plain(kind)) : plain(name ?? agency), {
    state,
    finding: left <= 0 ? say('Đã hết hạn', 'Has ended') : say(`Hết hạn sau ${days} ngày`, `Ends in ${days} days`),
    last: plain(vietnamDate(notAfter)),
    next: isOwn
      ? say('Cổng tự cấp lại trước khi hết hạn.', 'The gateway renews it by itself before it ends.')
      : say(
          'Cơ quan không ký được sau ngày này nếu không có chứng thư mới.',
          'Without a new one the agency cannot seal after that day.',
        ),
    actions: isOwn ? [] : [{ kind: 'certificates' }],
  });
}

function otherRow({ inUse, earliest, ending, endingCount }: CertificateFigures): HealthRow {
  const others = inUse - ending.length;
  const unlisted = endingCount - ending.length;
  const last = earliest === null ? null : vietnamDate(earliest);
  return healthRow('certificates.others', say(`${others} chứng thư còn lại`, `${others} other certificates`), {
    ...(unlisted > 0
      ? {
          state: 'attention',
          finding: say(`${unlisted} sắp hết hạn`, `${unlisted} end soon`),
          actions: [{ kind: 'certificates' }],
        }
      : {}),
    last: last === null ? null : say(`sớm nhất ${last}`, `first ${last}`),
  });
}

function listRow(list: ListFigures | null, now: Date): HealthRow {
  const name = say('Danh sách thu hồi (CRL)', 'Revocation list (CRL)');
  if (list === null) return healthRow('revocation-list', name, { finding: say('Chưa có', 'None yet') });
  const last = say(`lập ${vietnamMoment(list.thisUpdate, now)}`, `made ${vietnamMoment(list.thisUpdate, now)}`);
  if (Date.parse(list.nextUpdate) > now.getTime()) return healthRow('revocation-list', name, { last });
  const since = durationInWords((now.getTime() - Date.parse(list.nextUpdate)) / 1000);
  return healthRow('revocation-list', name, {
    state: 'broken',
    finding: say(`Quá hạn ${since.vi}`, `Out of date for ${since.en}`),
    last,
    next: say(
      'Mọi kết quả kiểm tra đều chưa kết luận được. Khởi động tiến trình giao văn bản: nó lập danh sách mới ngay.',
      'Every verdict is undecidable. Start a worker: it makes a new list at once.',
    ),
  });
}
