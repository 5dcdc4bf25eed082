/** Is the work flowing: deliveries, paused channels, sealing, the log and its entries. */
import type { GatewayContext } from '../context.js';
import { selectPauses } from '../deliveries/operator.store.js';
import { verifyLog } from '../evidence/verify-log.js';
import { selectWorkers } from '../health/heartbeats.store.js';
import { patienceSeconds } from '../health/readiness.js';
import { countDifferences } from '../registers/report-counts.store.js';
import { selectClockAndLag, selectWorkFigures } from './doctor.store.js';
import { type Finding, fine, problem, warning } from './finding.js';

export async function checkDeliveries({ database }: Pick<GatewayContext, 'database'>): Promise<Finding[]> {
  const { overdue, failed, stuck } = await selectWorkFigures(database);
  const findings: Finding[] = [];
  if (overdue > 0)
    findings.push(
      problem(
        'deliveries',
        `${overdue} lượt giao đã quá hạn hơn 10 phút`,
        `${overdue} deliveries have been due for more than ten minutes`,
        'See whether a worker runs (congvan worker, or congvan start) and what its log says.',
      ),
    );
  if (failed > 0)
    findings.push(
      warning(
        'failed',
        `${failed} lượt giao thất bại đang chờ quyết định`,
        `${failed} deliveries failed and wait for a decision`,
        'List them: GET /api/v1/deliveries?state=failed; retry by hand: POST /api/v1/deliveries/{id}/retry.',
      ),
    );
  if (stuck > 0)
    findings.push(
      warning(
        'sealing',
        `${stuck} văn bản chưa ký xong sau một giờ`,
        `${stuck} documents were begun and not sealed within an hour`,
        'A worker cancels them, visibly, with their numbers (CONGVAN_ABANDON_SECONDS).',
      ),
    );
  return findings.length > 0 ? findings : [fine('deliveries', 'không có việc ứ đọng', 'no work has piled up')];
}

/** A process that ends in good order is not missed: the whole gateway may be stopped for the examination. */
export async function checkWorkers({ database }: Pick<GatewayContext, 'database'>): Promise<Finding> {
  const { alive, unwell, secondsSinceBeat } = await selectWorkers(database, patienceSeconds);
  if (unwell > 0)
    return problem(
      'workers',
      `${unwell} tiến trình giao văn bản không khỏe`,
      `${unwell} worker processes are alive and get nothing done`,
      'See what their log says; a process that does not recover is restarted.',
    );
  if (alive > 0) return fine('workers', `${alive} tiến trình giao văn bản`, `${alive} worker processes are alive`);
  if (secondsSinceBeat === null)
    return fine('workers', 'không có tiến trình giao văn bản nào đang chạy', 'no worker process is running');
  return warning(
    'workers',
    `tiến trình giao văn bản cuối cùng im lặng từ ${Math.round(secondsSinceBeat)} giây trước`,
    `the last worker process fell silent ${Math.round(secondsSinceBeat)} s ago, without ending in good order`,
    'Start one: congvan worker, or congvan start.',
  );
}

export async function checkPauses({ database }: Pick<GatewayContext, 'database'>): Promise<Finding> {
  const pauses = await selectPauses(database);
  const names = pauses.map(({ channel, reason }) => (reason === null ? channel : `${channel} (${reason})`)).join(', ');
  return pauses.length === 0
    ? fine('channels', 'không kênh nào tạm dừng', 'no channel is paused')
    : warning(
        'channels',
        `kênh tạm dừng: ${names}`,
        `paused: ${names}`,
        'When the reason is gone: congvan resume CHANNEL.',
      );
}

export async function checkLog(ctx: GatewayContext, onProgress: (done: number) => void): Promise<Finding[]> {
  const { size, faults } = await verifyLog(ctx, onProgress);
  const { waiting } = await selectClockAndLag(ctx.database);
  const lag =
    waiting === 0
      ? []
      : [
          warning(
            'log-lag',
            `${waiting} sự kiện chờ vào nhật ký hơn một phút`,
            `${waiting} events have waited for the log for more than a minute`,
            'See whether a worker runs: it puts events into the log.',
          ),
        ];
  if (faults.length === 0)
    return [fine('log', `nhật ký ${size} mục nhất quán`, `the log of ${size} entries is consistent`), ...lag];
  return [
    problem(
      'log',
      `nhật ký không nhất quán: ${faults.slice(0, 5).join('; ')}`,
      `the log is not consistent: ${faults.slice(0, 5).join('; ')}`,
      'Somebody or something changed the database behind the gateway: keep it as it is, compare it with a backup and with checkpoints others kept.',
    ),
    ...lag,
  ];
}

/** Kept figures against the registers and statuses themselves. */
export async function checkReport({ database }: Pick<GatewayContext, 'database'>): Promise<Finding> {
  const wrong = await database.transaction(countDifferences);
  return wrong === 0
    ? fine('report', 'số liệu báo cáo khớp với sổ', 'the figures of the report agree with the registers')
    : problem(
        'report',
        `${wrong} số liệu báo cáo không khớp với sổ`,
        `${wrong} figures of the report are not what the registers say`,
        'Somebody or something changed the database behind the gateway. Count anew: congvan recount.',
      );
}
