/** The way of documents: what waits, who carries it on, and how each channel does. */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { durationInWords } from '../../schemas/words/duration.js';
import { vietnamClock, vietnamMoment } from '../../schemas/words/vietnam-time.js';
import { usableChannels } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { channelName, reasonWords } from '../deliveries/channel-names.js';
import { type ChannelPause, selectPauses } from '../deliveries/operator.store.js';
import { namesOfActors } from '../identity/actor-names.js';
import { type HealthGroup, type HealthRow, healthRow, join, plain } from './health-row.js';
import { selectWorkers, type WorkerFigures } from './heartbeats.store.js';
import { patienceSeconds } from './readiness.js';
import {
  type ChannelFigures,
  selectChannelFigures,
  selectLastDelivered,
  selectTroubled,
  selectWaiting,
  type TroubledTarget,
  type WaitingQueue,
} from './work.store.js';

type Asked = Pick<GatewayContext, 'database' | 'config' | 'now'>;

/** Shorter troubles mend themselves. */
const brokenAfterSeconds = 15 * 60;

interface Figures {
  readonly now: Date;
  readonly waiting: readonly WaitingQueue[];
  readonly troubled: readonly TroubledTarget[];
  readonly channels: readonly ChannelFigures[];
  readonly delivered: ReadonlyMap<string, string>;
  readonly pauses: readonly (ChannelPause & { readonly name: string })[];
  readonly workers: WorkerFigures;
  readonly sendsMail: boolean;
}

async function readFigures({ database, config, now }: Asked): Promise<Figures> {
  const [waiting, troubled, channels, delivered, pauses, workers] = await Promise.all([
    selectWaiting(database),
    selectTroubled(database),
    selectChannelFigures(database),
    selectLastDelivered(database),
    selectPauses(database),
    selectWorkers(database, patienceSeconds),
  ]);
  const nameOf = await namesOfActors(
    database,
    pauses.map(({ pausedBy }) => pausedBy),
  );
  return {
    now: now(),
    waiting,
    troubled,
    channels,
    delivered: new Map(delivered.map(({ channel, at }) => [channel, at])),
    pauses: pauses.map((pause) => ({ ...pause, name: nameOf(pause.pausedBy) })),
    workers,
    sendsMail: config.smtpUrl !== null,
  };
}

/** Queues and workers, then one row for each channel. */
export async function deliveryGroups(ctx: Asked): Promise<HealthGroup[]> {
  const figures = await readFigures(ctx);
  const rows = usableChannels.map((channel) => channelRow(channel, figures));
  return [
    {
      id: 'queues',
      name: say('Hàng đợi', 'Queues'),
      note: null,
      rows: [queueRow(figures, true), queueRow(figures, false), workersRow(figures.workers)],
    },
    {
      id: 'channels',
      name: say('Kênh', 'Channels'),
      note: say(`${rows.length} kênh`, `${rows.length} channels`),
      rows,
    },
  ];
}

interface Sum {
  readonly count: number;
  readonly overdue: number;
  readonly oldestSeconds: number | null;
}

const sumOf = (queues: readonly WaitingQueue[]): Sum => ({
  count: queues.reduce((sum, { count }) => sum + count, 0),
  overdue: queues.reduce((sum, { overdue }) => sum + overdue, 0),
  oldestSeconds: queues.length === 0 ? null : Math.max(...queues.map(({ oldestSeconds }) => oldestSeconds)),
});

const lastOf = ({ delivered, now }: Figures, channels: readonly string[]): Bilingual | null => {
  const times = channels.flatMap((channel) => delivered.get(channel) ?? []).sort();
  const last = times.at(-1);
  return last === undefined ? null : plain(vietnamMoment(last, now));
};

/** What waits in channels that run: a paused one is told of in its own row. */
function queueRow(figures: Figures, isUrgent: boolean): HealthRow {
  const paused = new Set(figures.pauses.map(({ channel }) => channel));
  const queues = figures.waiting.filter((queue) => queue.isUrgent === isUrgent && !paused.has(queue.channel));
  const { count, overdue, oldestSeconds } = sumOf(queues);
  const name = isUrgent ? say('Chuyển phát khẩn', 'Urgent deliveries') : say('Chuyển phát thường', 'Other deliveries');
  const figuresShown = { waiting: count, oldestSeconds, last: lastOf(figures, usableChannels) };
  const id = isUrgent ? 'queue.urgent' : 'queue.normal';
  if (overdue === 0) return healthRow(id, name, figuresShown);
  return healthRow(id, name, {
    ...figuresShown,
    state: 'broken',
    finding: say(`${overdue} lượt quá giờ`, `${overdue} overdue`),
    next: say(
      'Đến lượt hơn 10 phút mà chưa được gửi. Xem hàng “Tiến trình giao văn bản”.',
      'Due for more than 10 minutes and not sent. See the row “Workers”.',
    ),
    actions: [],
  });
}

function workersRow({ alive, unwell, secondsSinceBeat }: WorkerFigures): HealthRow {
  const row = (parts: Parameters<typeof healthRow>[2]) =>
    healthRow('workers', say('Tiến trình giao văn bản', 'Workers'), parts);
  const last = secondsSinceBeat === null ? null : join([durationInWords(secondsSinceBeat), say('trước', 'ago')]);
  const start = say(
    'Văn bản đã nhận được giữ an toàn và chờ. Khởi động: congvan worker, hoặc congvan start.',
    'What was taken is safe and waits. Start one: congvan worker, or congvan start.',
  );
  if (unwell > 0)
    return row({
      state: 'broken',
      finding: say(`${unwell} tiến trình không khỏe`, `${unwell} not well`),
      last,
      next: say(
        'Tiến trình còn chạy mà không làm được việc. Xem nhật ký của nó; không tự hồi phục thì khởi động lại.',
        'It runs and gets nothing done. See its log; restart it if it does not recover.',
      ),
    });
  if (alive > 0) return row({ last, next: say(`${alive} tiến trình`, `${alive} running`) });
  if (secondsSinceBeat === null)
    return row({ state: 'broken', finding: say('Không có tiến trình nào', 'None is running'), next: start });
  return row({
    state: 'broken',
    finding: say('Đã dừng đột ngột', 'Stopped suddenly'),
    last,
    next: start,
  });
}

function channelRow(channel: string, figures: Figures): HealthRow {
  const { count, oldestSeconds } = sumOf(figures.waiting.filter((queue) => queue.channel === channel));
  const troubled = figures.troubled.filter((target) => target.channel === channel);
  const { failed = 0, sending = 0 } = figures.channels.find((one) => one.channel === channel) ?? {};
  const pause = figures.pauses.find((one) => one.channel === channel);
  const shown = { waiting: count, oldestSeconds, last: lastOf(figures, [channel]) };
  const row = (parts: Parameters<typeof healthRow>[2]) =>
    healthRow(`channel.${channel}`, channelName(channel), { ...shown, ...parts });
  if (pause !== undefined) return row(stopped(pause, sending, figures.now));
  if (troubled.length > 0) return row(unreached(troubled, failed));
  if (failed > 0)
    return row({
      state: 'attention',
      finding: say(`${failed} lượt thất bại`, `${failed} failed`),
      next: say('Cổng không gửi lại nữa; cần người quyết định.', 'The gateway has given up; somebody must decide.'),
      actions: [{ kind: 'deliveries', channel, state: 'failed' }],
    });
  if (channel === 'email' && !figures.sendsMail)
    return row({
      finding: say('Chưa dùng', 'Not used'),
      next: say('Chưa cấu hình máy chủ thư (CONGVAN_SMTP_URL).', 'No mail server is configured (CONGVAN_SMTP_URL).'),
    });
  return row({});
}

function stopped({ channel, name, reason, pausedAt }: Figures['pauses'][number], sending: number, now: Date) {
  const at = vietnamMoment(pausedAt, now);
  const why = reason === null ? null : plain(`“${reason}”.`);
  const rest = sending === 0 ? null : say(`Còn ${sending} lượt đang gửi dở.`, `${sending} are still being sent.`);
  return {
    state: 'stopped',
    finding: say('Đang dừng có chủ ý', 'Stopped on purpose'),
    next: join([say(`${name} dừng lúc ${at}.`, `${name} stopped it at ${at}.`), why, rest]),
    actions: [{ kind: 'resume', channel }],
  } as const;
}

/** Names the agency with most waiting; the others by their number. */
function unreached(troubled: readonly TroubledTarget[], failed: number) {
  const [worst] = troubled as readonly [TroubledTarget, ...TroubledTarget[]];
  const isBroken = troubled.some(({ oldestSeconds }) => oldestSeconds > brokenAfterSeconds);
  const others = troubled.length - 1;
  const why = join([reasonWords(worst.reasonCode), plain(worst.reason === null ? '' : `(${worst.reason})`)]);
  const again = vietnamClock(worst.nextAt).slice(0, 5);
  const { name } = worst;
  return {
    state: isBroken ? 'broken' : 'attention',
    finding: isBroken ? say(`Hỏng: ${name}`, `Broken: ${name}`) : say(`Chưa tới được ${name}`, `${name} not reached`),
    next: join([
      say(`${name}: ${why.vi}.`, `${name}: ${why.en}.`),
      say(`Tự thử lại lúc ${again}.`, `Tried again at ${again}.`),
      others > 0 ? say(`Còn ${others} nơi khác.`, `And ${others} others.`) : null,
      failed > 0 ? say(`${failed} lượt đã thất bại.`, `${failed} have failed.`) : null,
    ]),
    actions: [
      { kind: 'agency', code: worst.agency },
      { kind: 'deliveries', channel: worst.channel, state: 'queued' },
      ...(failed > 0 ? [{ kind: 'deliveries', channel: worst.channel, state: 'failed' } as const] : []),
    ],
  } as const;
}
