/** Checkpoints of the log with what signs and stamps them. */
import type { JSX } from 'preact';
import { vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import type { CheckpointStamp, ReadCheckpoint } from '../../../audit/checkpoints.js';
import { whole } from '../../format-number.js';
import type { Page } from '../../page.js';
import { Digest } from '../../parts/digest.js';
import { Icon } from '../../parts/icon.js';
import { Table } from '../../parts/table.js';
import { logTexts as t } from '../../texts/audit-log.js';

/** The first name of a distinguished name: `CN=…`. */
const commonName = (subject: string): string => /(?:^|,\s*)CN=([^,]+)/.exec(subject)?.[1] ?? subject;

function Stamp({ page, stamp }: { readonly page: Page; readonly stamp: CheckpointStamp | null }): JSX.Element {
  const { say } = page;
  if (stamp === null) return <span class="weak">{say(t.noStamp)}</span>;
  const { at, authority, isOverNote } = stamp;
  return (
    <span class={`status ${isOverNote ? 'ok' : 'bad'}`}>
      <Icon name={isOverNote ? 'done' : 'refused'} />
      <span>
        {isOverNote && at !== null ? vietnamTime(at) : say(t.wrongStamp)}
        {authority !== null && (
          <>
            <br />
            <span class="weak">{commonName(authority)}</span>
          </>
        )}
      </span>
    </span>
  );
}

interface RowProps {
  readonly page: Page;
  readonly checkpoint: ReadCheckpoint;
  readonly newest: number;
}

function Row({ page, checkpoint: { size, at, root, stamp }, newest }: RowProps): JSX.Element {
  const { say } = page;
  const shown = say(whole(size));
  return (
    <tr>
      <th scope="row" class="figure" data-label={say(t.size)}>
        {shown}
      </th>
      <td class="time">{vietnamTime(at)}</td>
      <td class="wide">{root === null ? <span class="status bad">{say(t.unsigned)}</span> : <Digest hex={root} />}</td>
      <td>
        <Stamp page={page} stamp={stamp} />
      </td>
      <td class="row-links">
        {size < newest && (
          <a href={`/kiem-toan/nhat-ky?tu=${size}&den=${newest}`} aria-label={say(t.withNewestOf(shown))}>
            {say(t.withNewest)}
          </a>
        )}
        <a href={`/api/v1/log/checkpoints?after=${size - 1}&limit=1`} aria-label={say(t.jsonOf(shown))}>
          {say(t.json)}
        </a>
      </td>
    </tr>
  );
}

export function CheckpointsTable(props: {
  readonly page: Page;
  readonly items: readonly ReadCheckpoint[];
  /** Size of the newest of all. */
  readonly newest: number;
}): JSX.Element {
  const { page, items, newest } = props;
  return (
    <Table
      page={page}
      name={t.list}
      heads={[t.size, t.at, t.root, t.stamp, null]}
      figure={t.size}
      kind="rows checkpoints"
    >
      {items.map((checkpoint) => (
        <Row key={checkpoint.size} page={page} checkpoint={checkpoint} newest={newest} />
      ))}
    </Table>
  );
}
