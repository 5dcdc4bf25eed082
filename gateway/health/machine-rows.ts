/** The machine: disk with its forecast, database, clock, backups. */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { durationInWords } from '../../schemas/words/duration.js';
import { vietnamMoment } from '../../schemas/words/vietnam-time.js';
import type { GatewayContext } from '../context.js';
import { type LastBackup, selectLastBackup, selectLogFigures } from './grounds.store.js';
import { type HealthGroup, type HealthRow, healthRow, join, plain } from './health-row.js';
import { driftOf, type FreeDisk, leastFreeBytes, leastFreeShare, mostDriftMs, readFreeDisk } from './machine-limits.js';

type Asked = Pick<GatewayContext, 'database' | 'config' | 'now'>;

const gigabyte = 1e9;
const fewDays = 30;
const daysInMonth = 30.4;
const backupPatienceMs = 36 * 3_600_000;

/** @param bytesPerDay how much comes in; null while that is not known yet */
export async function machineGroup(ctx: Asked, bytesPerDay: number | null): Promise<HealthGroup> {
  const { database, now } = ctx;
  const before = now();
  const [free, { now: databaseTime }, backup] = await Promise.all([
    readFreeDisk(ctx),
    selectLogFigures(database),
    selectLastBackup(database),
  ]);
  const driftMs = driftOf(databaseTime, [before, now()]);
  return {
    id: 'machine',
    name: say('Máy chủ', 'Machine'),
    note: null,
    rows: [
      diskRow({ ...free, bytesPerDay }),
      healthRow('database', say('Cơ sở dữ liệu', 'Database'), { last: plain(vietnamMoment(databaseTime, before)) }),
      clockRow(driftMs),
      backupRow(backup, before),
    ],
  };
}

interface Disk extends FreeDisk {
  readonly bytesPerDay: number | null;
}

function forecast({ freeBytes, bytesPerDay }: Disk): { readonly days: number; readonly words: Bilingual } | null {
  if (bytesPerDay === null || bytesPerDay <= 0) return null;
  const days = freeBytes / bytesPerDay;
  if (days > 10 * 365) return { days, words: say('Đủ hơn 10 năm', 'Enough for more than 10 years') };
  const [count, vi, en] = days < 2 * daysInMonth ? [days, 'ngày', 'days'] : [days / daysInMonth, 'tháng', 'months'];
  const whole = Math.floor(count);
  return { days, words: say(`Đủ khoảng ${whole} ${vi}`, `Enough for about ${whole} ${en}`) };
}

function diskRow(disk: Disk): HealthRow {
  const { freeBytes, freeShare } = disk;
  const free = (freeBytes / gigabyte).toLocaleString('vi-VN', { maximumFractionDigits: freeBytes < gigabyte ? 1 : 0 });
  const last = say(`còn ${free} GB`, `${free} GB free`);
  const expected = forecast(disk);
  const name = say('Ổ đĩa văn bản', 'Disk of documents');
  const words = expected?.words ?? null;
  if (freeBytes < leastFreeBytes)
    return healthRow('disk', name, {
      state: 'broken',
      finding: say('Gần hết chỗ', 'Nearly full'),
      last,
      next: join(
        [
          words,
          say(
            'Văn bản mới sẽ bị từ chối khi hết chỗ. Hãy thêm ổ đĩa.',
            'New documents will be refused when it is full. Make room.',
          ),
        ],
        '. ',
      ),
    });
  if (freeShare < leastFreeShare || (expected !== null && expected.days < fewDays))
    return healthRow('disk', name, {
      state: 'attention',
      finding: say('Sắp hết chỗ', 'Filling up'),
      last,
      next: join([words, say('Hãy thêm ổ đĩa.', 'Make room.')], '. '),
    });
  return healthRow('disk', name, { last, next: words });
}

function clockRow(driftMs: number): HealthRow {
  const name = say('Đồng hồ', 'Clock');
  const last = say(`lệch ${Math.abs(driftMs)} ms`, `${Math.abs(driftMs)} ms off`);
  if (Math.abs(driftMs) <= mostDriftMs) return healthRow('clock', name, { last });
  return healthRow('clock', name, {
    state: 'broken',
    finding: say('Lệch giờ', 'Off'),
    last,
    next: say(
      'Giờ ký và các hạn dựa vào đồng hồ: hãy cho các máy theo một máy chủ giờ.',
      'Signing times depend on it: let the machines follow a time server.',
    ),
  });
}

function backupRow(backup: LastBackup | null, now: Date): HealthRow {
  const name = say('Sao lưu', 'Backup');
  const how = say('Sao lưu: congvan backup THƯ_MỤC.', 'Back up: congvan backup FOLDER.');
  if (backup === null)
    return healthRow('backup', name, {
      state: 'attention',
      finding: say('Chưa sao lưu lần nào', 'Never made'),
      next: how,
    });
  const last = plain(vietnamMoment(backup.at, now));
  if (backup.damaged > 0)
    return healthRow('backup', name, {
      state: 'broken',
      finding: say(`Thiếu ${backup.damaged} gói`, `${backup.damaged} containers missing`),
      last,
      next: say('Gói bị mất hoặc hỏng: chạy congvan doctor.', 'They are missing or damaged: run congvan doctor.'),
    });
  const ageMs = now.getTime() - Date.parse(backup.at);
  if (ageMs <= backupPatienceMs) return healthRow('backup', name, { last });
  const age = durationInWords(ageMs / 1000);
  return healthRow('backup', name, {
    state: 'attention',
    finding: say(`Đã ${age.vi}`, `${age.en} old`),
    last,
    next: how,
  });
}
