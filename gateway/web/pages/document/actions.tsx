/** What the reader may do with the document now: one main button, the others beside it, the panel that is open beneath. */
import type { JSX } from 'preact';
import { formatDocumentCode } from '../../../../schemas/directory/notation.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamDay } from '../../../agencies/agency.js';
import type { Act } from '../../../documents/available-acts.js';
import { isAwaited, isShownWhole, ownRow } from '../../../documents/available-acts.js';
import { documentAddress, listField } from '../../document-address.js';
import { Field, FormToken } from '../../parts/form.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { actTexts as t } from '../../texts/document-acts.js';
import type { DocumentProps } from './document-props.js';
import { type Panel, panelOf, panels } from './panels.js';

const icons: Readonly<Partial<Record<Act, IconName>>> = { accept: 'done', recall: 'recall', update: 'write' };

function Hidden({ props, fields }: { props: DocumentProps; fields: Readonly<Record<string, string>> }): JSX.Element {
  const all = { ...fields, ...(props.list === null ? {} : { [listField]: props.list }) };
  return (
    <>
      <FormToken page={props.page} />
      {Object.entries(all).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** A button that acts at once. */
function ActButton(props: {
  readonly document: DocumentProps;
  readonly code: string;
  readonly text: Bilingual;
  readonly kind: string;
  readonly icon?: IconName;
}): JSX.Element {
  const { document, code, text, kind, icon } = props;
  return (
    <form method="post" action={`/van-ban/${document.view.id}/trang-thai`}>
      <Hidden props={document} fields={{ ma: code }} />
      <button class={`button ${kind}`} type="submit">
        {icon !== undefined && <Icon name={icon} />}
        {document.page.say(text)}
      </button>
    </form>
  );
}

function PanelButton({ props, panel }: { readonly props: DocumentProps; readonly panel: Panel }): JSX.Element {
  const isOpen = props.panel === panel.act;
  const icon = icons[panel.act];
  return (
    <a
      class={`button${panel.isHard ? ' hard' : ''}${isOpen ? ' open' : ''}`}
      href={`${documentAddress(props.view.id, props.list, '', isOpen ? {} : { lam: panel.word })}#viec`}
      {...(isOpen ? { 'aria-current': 'true' } : {})}
    >
      {icon !== undefined && <Icon name={icon} />}
      {props.page.say(panel.button)}
    </a>
  );
}

/** The main act of who has not accepted the document yet. Where the agency may type a number of its own, it is asked for first. */
function Accept(props: DocumentProps): JSX.Element | null {
  const { acts, nextNumber, givesOwnNumbers } = props;
  const panel = panelOf('accept');
  if (!acts.has('accept') || nextNumber === null || panel === undefined) return null;
  if (givesOwnNumbers) return <PanelButton props={props} panel={panel} />;
  return <ActButton document={props} code="03" text={t.acceptWith(nextNumber)} kind="main" icon="done" />;
}

/** Those that were reminded today are left out by themselves: the button goes once all were. */
function Remind(props: DocumentProps): JSX.Element | null {
  const { page, view, acts, events, now } = props;
  if (!acts.has('remind')) return null;
  const remindedToday = new Set(
    events
      .filter(({ kind, at }) => kind === 'document.reminded' && vietnamDay(new Date(at)) === vietnamDay(now))
      .map(({ payload }) => payload['agency']),
  );
  const count = view.recipients.filter(
    (one) => isShownWhole(one) && isAwaited(one) && !remindedToday.has(one.agency),
  ).length;
  if (count === 0) return null;
  return (
    <form method="post" action={`/van-ban/${view.id}/nhac`}>
      <Hidden props={props} fields={{}} />
      <button class="button" type="submit">
        {page.say(t.remind(count))}
      </button>
    </form>
  );
}

const elsewhere: readonly (readonly [act: Act, query: string, text: Bilingual])[] = [
  ['update', 'cap-nhat', t.update],
  ['replace', 'thay-the', t.replace],
];
const onward: readonly (readonly [act: Act, query: string, text: Bilingual])[] = [
  ['reply', 'tra-loi', t.reply],
  ['forward', 'chuyen-tiep', t.forward],
];

/** Acts that begin with writing another document. */
function Compose({ props, links }: { readonly props: DocumentProps; readonly links: typeof elsewhere }): JSX.Element {
  const { acts, view, page } = props;
  return (
    <>
      {links
        .filter(([act]) => acts.has(act))
        .map(([act, query, text]) => (
          <a key={act} class="button" href={`/soan?${new URLSearchParams({ [query]: view.id })}`}>
            {icons[act] !== undefined && <Icon name={icons[act]} />}
            {page.say(text)}
          </a>
        ))}
    </>
  );
}

function OpenPanel({ props, panel }: { readonly props: DocumentProps; readonly panel: Panel }): JSX.Element {
  const { page, view, fault } = props;
  const other = ownRow(view) === undefined ? '' : view.fromName;
  return (
    <form class="panel form" method="post" action={`/van-ban/${view.id}${panel.action}`}>
      <Hidden props={props} fields={panel.code === undefined ? {} : { ma: panel.code }} />
      <h2>{page.say(panel.heading(formatDocumentCode(view)))}</h2>
      <p>{page.say(panel.text(other))}</p>
      {panel.fields.map(({ label, ...field }) => (
        <Field
          key={field.name}
          {...field}
          page={page}
          label={label}
          autocomplete="off"
          value={fault?.typed[field.name] ?? ''}
          error={fault?.field === field.name ? fault.text : undefined}
        />
      ))}
      <div class="actions">
        <button class={`button ${panel.isHard ? 'hard' : 'main'}`} type="submit">
          {page.say(panel.submit)}
        </button>
        <a href={documentAddress(view.id, props.list)}>{page.say(t.cancel)}</a>
      </div>
    </form>
  );
}

/** What the sender asks of this recipient stands before the two answers. */
function Request({ view, page }: DocumentProps): JSX.Element | null {
  const row = ownRow(view);
  if (row?.request !== 'pending' || row.requestKind === null) return null;
  return <p class="acts-request">{page.say(t.request[row.requestKind])}</p>;
}

export function Actions(props: DocumentProps): JSX.Element {
  const { page, acts, panel } = props;
  const open = acts.has(panel ?? 'accept') ? panelOf(panel) : undefined;
  return (
    <section class="section acts" id="viec" aria-label={page.say(t.heading)}>
      <div class="margin" />
      <div class="body">
        <Request {...props} />
        <div class="act-buttons">
          <Accept {...props} />
          <Compose props={props} links={elsewhere} />
          {panels
            .filter(({ act }) => act !== 'accept' && acts.has(act))
            .map((one) => (
              <PanelButton key={one.act} props={props} panel={one} />
            ))}
          {acts.has('begin') && <ActButton document={props} code="05" text={t.begin} kind="plain" />}
          <Remind {...props} />
          <Compose props={props} links={onward} />
          <a class="button" href={documentAddress(props.view.id, props.list, '/phieu')} data-key="p">
            <Icon name="print" />
            {page.say(t.print)}
          </a>
        </div>
        {open !== undefined && <OpenPanel props={props} panel={open} />}
      </div>
    </section>
  );
}
