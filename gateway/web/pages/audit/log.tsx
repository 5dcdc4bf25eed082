/** The log for auditors: its key, two checkpoints compared step by step, all checkpoints with their timestamps. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute, vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import type { CheckpointPage, ReadCheckpoint } from '../../../audit/checkpoints.js';
import { whole } from '../../format-number.js';
import type { Page } from '../../page.js';
import { Digest } from '../../parts/digest.js';
import { type Fact, Facts } from '../../parts/facts.js';
import { Frame, Section } from '../../parts/frame.js';
import { Empty } from '../../parts/notice.js';
import { logTexts as t } from '../../texts/audit-log.js';
import { CheckpointsTable } from './checkpoints-table.js';
import { Consistency, type ConsistencyProps } from './consistency.js';

export interface LogProps extends ConsistencyProps {
  readonly logKey: { readonly origin: string; readonly verifier: string; readonly fingerprint: string };
  readonly newest: ReadCheckpoint | null;
  readonly checkpoints: CheckpointPage;
  readonly isFirst: boolean;
}

function headingOf({ newest, compared }: LogProps): Bilingual {
  if (compared !== null) {
    const sizes = [whole(compared.from.size).vi, whole(compared.to.size).vi] as const;
    return compared.holds ? t.holds(...sizes) : t.fails(...sizes);
  }
  if (newest === null) return t.empty;
  return t.heading(whole(newest.size).vi, vietnamMinute(newest.at), whole(newest.size).en);
}

function Key({ page, logKey }: { readonly page: Page; readonly logKey: LogProps['logKey'] }): JSX.Element {
  const { say } = page;
  const rows: Fact[] = [
    [t.origin, logKey.origin],
    [t.fingerprint, <Digest hex={logKey.fingerprint} />],
    [t.verifier, <span class="key-text">{logKey.verifier}</span>],
    [
      t.downloads,
      <span class="download-links">
        <a href="/api/v1/log/checkpoint">{say(t.newest)}</a>
        <a href="/api/v1/log/key">{say(t.publicKey)}</a>
      </span>,
    ],
  ];
  return (
    <Section page={page} heading={t.key} hint={t.keyHint}>
      <Facts page={page} rows={rows} />
    </Section>
  );
}

function List({ page, checkpoints, newest, isFirst }: LogProps): JSX.Element {
  const { say } = page;
  const { items, next } = checkpoints;
  return (
    <Section page={page} heading={t.list} hint={t.listHint}>
      {items.length === 0 ? (
        <Empty page={page} title={t.empty} text={t.emptyText} />
      ) : (
        <CheckpointsTable page={page} items={items} newest={newest?.size ?? 0} />
      )}
      <p class="actions">
        {next !== null && <a href={`/kiem-toan/nhat-ky?truoc=${next}`}>{say(t.older)}</a>}
        {!isFirst && <a href="/kiem-toan/nhat-ky">{say(t.first)}</a>}
      </p>
    </Section>
  );
}

export function LogPage(props: LogProps): JSX.Element {
  const { page, newest } = props;
  return (
    <Frame
      page={page}
      title={t.title}
      heading={headingOf(props)}
      beside={newest === null ? undefined : vietnamTime(newest.at)}
    >
      {newest !== null && <Consistency {...props} />}
      <Key page={page} logKey={props.logKey} />
      <List {...props} />
    </Frame>
  );
}
