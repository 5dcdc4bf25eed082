/** How the gateway does, part by part; troubles say what happens next. Each group keeps its place, whatever its state. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { durationInWords } from '../../../../schemas/words/duration.js';
import { vietnamClock } from '../../../../schemas/words/vietnam-time.js';
import type { HealthAction, HealthGroup, HealthRow, HealthState } from '../../../health/health-row.js';
import { type HealthOverview, mostCounted } from '../../../health/overview.js';
import type { Page } from '../../page.js';
import { Frame } from '../../parts/frame.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { Heads } from '../../parts/table.js';
import { operatorTexts } from '../../texts/operator.js';

const t = operatorTexts.health;

interface HealthProps {
  readonly page: Page;
  readonly health: HealthOverview;
}

const icons: Readonly<Record<HealthState, IconName>> = {
  normal: 'done',
  attention: 'attention',
  broken: 'refused',
  stopped: 'paused',
};

function goalOf(action: HealthAction): readonly [href: string, text: Bilingual] {
  switch (action.kind) {
    case 'resume':
      return [`/van-hanh/gui#kenh-${action.channel}`, t.actions.resume];
    case 'deliveries':
      return [
        `/van-hanh/gui?${new URLSearchParams({ 'trang-thai': action.state, kenh: action.channel })}#luot-gui`,
        action.state === 'failed' ? t.actions.failed : t.actions.queued,
      ];
    case 'agency':
      return [`/van-hanh/co-quan/${encodeURIComponent(action.code)}`, t.actions.agency];
    case 'mails':
      return [
        `/van-hanh/thu?${new URLSearchParams({ chieu: action.direction, 'trang-thai': action.state })}`,
        t.actions.mails,
      ];
    case 'certificates':
      return ['/van-hanh/chung-thu', t.actions.certificates];
  }
}

function Next({ page, row }: { readonly page: Page; readonly row: HealthRow }): JSX.Element {
  return (
    <td class="next">
      {row.next !== null && <span>{page.say(row.next)} </span>}
      {row.actions.map(goalOf).map(([href, text]) => (
        <a key={href} href={href}>
          {page.say(text)}
        </a>
      ))}
    </td>
  );
}

function Row({ page, row }: { readonly page: Page; readonly row: HealthRow }): JSX.Element {
  const { say } = page;
  const { id, name, state, finding, waiting, oldestSeconds, last } = row;
  return (
    <tr class={state} id={id} data-row={id}>
      <th scope="row">{say(name)}</th>
      <td class="state">
        <span class={`status ${state}`}>
          <Icon name={icons[state]} />
          {say(finding)}
        </span>
      </td>
      <td class="count" data-label={say(t.waiting)}>
        {waiting?.toLocaleString('vi-VN')}
      </td>
      <td class="age" data-label={say(t.longest)}>
        {oldestSeconds !== null && oldestSeconds >= 1 && say(durationInWords(oldestSeconds))}
      </td>
      <td class="last">{last !== null && say(last)}</td>
      <Next page={page} row={row} />
    </tr>
  );
}

function Group({ page, group }: { readonly page: Page; readonly group: HealthGroup }): JSX.Element {
  const { say } = page;
  const heads = [t.part, t.state, t.waiting, t.oldestHead, t.last, t.next];
  return (
    <section class="section">
      <div class="margin">
        <h2>{say(group.name)}</h2>
        {group.note !== null && say(group.note)}
      </div>
      <div class="body">
        <table class="table health">
          <caption>{say(group.name)}</caption>
          <colgroup>
            {heads.map((head) => (
              <col key={head.vi} />
            ))}
          </colgroup>
          <Heads page={page} heads={heads} />
          <tbody>
            {group.rows.map((row) => (
              <Row key={row.id} page={page} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What matters most, in one line: what is broken, how much went through, who waits longest. */
function Strip({ page, health }: HealthProps): JSX.Element {
  const { say } = page;
  const { groups, deliveredToday, oldestWaiting } = health;
  const broken = groups.flatMap(({ rows }) => rows).filter(({ state }) => state === 'broken');
  const count = deliveredToday.toLocaleString('vi-VN');
  return (
    <ul class="strip">
      {broken.map(({ id, name }) => (
        <li key={id} class="status broken">
          <Icon name="refused" />
          <a href={`#${id}`}>{say(name)}</a>
        </li>
      ))}
      <li>
        {say(t.today)} <strong>{say(t.todayCount(count, deliveredToday === mostCounted))}</strong>
      </li>
      {oldestWaiting !== null && (
        <li>
          {say(t.oldest(durationInWords(oldestWaiting.seconds)))}{' '}
          <a href={`/van-hanh/co-quan/${encodeURIComponent(oldestWaiting.agency)}`}>{oldestWaiting.name}</a>
        </li>
      )}
    </ul>
  );
}

function Clock({ page, health }: HealthProps): JSX.Element {
  const at = health.at.toISOString();
  return (
    <p>
      {page.say(t.updated)}{' '}
      <time class="time" dateTime={at}>
        {vietnamClock(at)}
      </time>
    </p>
  );
}

export function HealthPage({ page, health }: HealthProps): JSX.Element {
  const { counts, flows, groups } = health;
  return (
    <Frame
      page={page}
      title={t.title}
      heading={t.sentence(counts, flows)}
      beside={<Clock page={page} health={health} />}
      live="health"
    >
      <section class="section unruled" id="tom-tat" data-live="">
        <div class="margin" />
        <div class="body">
          <Strip page={page} health={health} />
        </div>
      </section>
      <section class="health-groups" id="suc-khoe" data-live="">
        {groups.map((group) => (
          <Group key={group.id} page={page} group={group} />
        ))}
      </section>
    </Frame>
  );
}
