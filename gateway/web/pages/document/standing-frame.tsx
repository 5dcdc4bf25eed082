/** The framed part under the title: where the document stands, over how many recipients; beside it what its seal is worth. */
import type { JSX } from 'preact';
import { isShownWhole } from '../../../documents/available-acts.js';
import type { RecipientRow } from '../../../documents/view-document.store.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { documentTexts } from '../../texts/document.js';
import { standingTexts as t } from '../../texts/standing.js';
import type { DocumentProps } from './document-props.js';
import { sealVerdict } from './seal-verdict.js';
import { type Piece, type RowState, rowState, rowStates, standingOf } from './standing.js';

/** Wider than this the strip would be too fine to see. */
const maxStrip = 40;

export const rowLooks: Readonly<Record<RowState, { readonly icon: IconName; readonly kind: string }>> = {
  accepted: { icon: 'done', kind: 'ok' },
  arrived: { icon: 'arrived', kind: '' },
  onTheWay: { icon: 'waiting', kind: '' },
  deferred: { icon: 'attention', kind: 'bad' },
  failed: { icon: 'attention', kind: 'bad' },
  refused: { icon: 'refused', kind: 'bad' },
  stopped: { icon: 'recall', kind: '' },
};

export function Sentence({
  page,
  pieces,
}: {
  readonly page: DocumentProps['page'];
  readonly pieces: readonly Piece[];
}) {
  return (
    <>
      {pieces.map(({ text, isStrong }, at) => {
        const said = page.say(text);
        const gap = at === 0 || /^[\s:;,.]/.test(said) ? '' : ' ';
        return isStrong ? [gap, <strong key={said}>{said}</strong>] : `${gap}${said}`;
      })}
    </>
  );
}

const order = (row: RecipientRow): number => rowStates.indexOf(rowState(row));

/** Decoration: the words beneath say the same. */
function Strip({ rows }: { readonly rows: readonly RecipientRow[] }): JSX.Element | null {
  if (rows.length < 2 || rows.length > maxStrip) return null;
  const segments = rows.toSorted((one, other) => order(other) - order(one));
  return (
    <div class="recipient-strip" aria-hidden="true">
      {segments.map((row) => (
        <span key={row.agency} class={row.request === 'pending' ? 'half' : rowState(row)} />
      ))}
    </div>
  );
}

function Counts({ page, rows }: { readonly page: DocumentProps['page']; readonly rows: readonly RecipientRow[] }) {
  const ofState = (state: RowState) => rows.filter((row) => rowState(row) === state).length;
  const states = rowStates.toReversed().filter((state) => ofState(state) > 0);
  return (
    <ul class="counts">
      {states.map((state) => (
        <li key={state} class={`status ${rowLooks[state].kind}`}>
          <Icon name={rowLooks[state].icon} />
          {page.say(t.counts[state](ofState(state)))}
        </li>
      ))}
    </ul>
  );
}

export function StandingFrame({ page, view, now }: DocumentProps): JSX.Element {
  const rows = view.relation === 'recipient' ? [] : view.recipients.filter(isShownWhole);
  const { kind, icon, head, text } = sealVerdict(view);
  return (
    <section class="standing" id="tinh-trang" data-live="" aria-label={page.say(documentTexts.standing)}>
      <div class="standing-text">
        <p class="standing-sentence">
          <Sentence page={page} pieces={standingOf(view, now)} />
        </p>
        <Strip rows={rows} />
        {rows.length > 1 && <Counts page={page} rows={rows} />}
      </div>
      <div class={`standing-verdict ${kind}`}>
        <Icon name={icon} size={32} />
        <div>
          <p class="standing-verdict-head">{page.say(head)}</p>
          {text.map((one) => (
            <p key={one.vi}>{page.say(one)}</p>
          ))}
        </div>
      </div>
    </section>
  );
}
