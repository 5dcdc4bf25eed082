/** The directory: search, add one agency, or bring a CSV file, which is looked at before anything changes. */
import type { JSX } from 'preact';
import { dayMonthYear } from '../../../../schemas/words/vietnam-time.js';
import type { AgencyPage } from '../../../agencies/find-agencies.js';
import { channelName } from '../../../deliveries/channel-names.js';
import { FileField } from '../../parts/fields.js';
import { Field, FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Empty } from '../../parts/notice.js';
import { operatorTexts } from '../../texts/operator.js';
import { agencyTexts as t } from '../../texts/operator-agencies.js';
import { type OutcomeProps, outcomeNotice } from './outcome.js';

const path = '/van-hanh/co-quan';

export interface AgenciesProps extends OutcomeProps {
  readonly search: string;
  readonly isFirst: boolean;
  readonly agencies: AgencyPage;
  /** A field as it was sent, after a fault. */
  readonly sent: (name: string) => string;
}

function Table({ page, agencies }: AgenciesProps): JSX.Element {
  const { say } = page;
  return (
    <table class="table rows">
      <caption>{say(t.list)}</caption>
      <thead>
        <tr>
          {[t.code, t.name, t.channel].map((head) => (
            <th key={head.vi} scope="col">
              {say(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {agencies.agencies.map(({ code, name, channel, email, validTo }) => (
          <tr key={code}>
            <td class="number">{code}</td>
            <td class="wide">
              <a class="subject" href={`${path}/${encodeURIComponent(code)}`}>
                {name}
              </a>
              {validTo !== null && <span class="weak">{say(t.ended(dayMonthYear(validTo)))}</span>}
            </td>
            <td>
              {say(channelName(channel))}
              <br />
              <span class="weak anywhere">{email}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Pages({ page, search, isFirst, agencies }: AgenciesProps): JSX.Element {
  const query = (cursor: string | null) =>
    new URLSearchParams({ ...(search === '' ? {} : { q: search }), ...(cursor === null ? {} : { sau: cursor }) });
  return (
    <p class="actions">
      {agencies.cursor !== null && (
        <a href={`${path}?${query(agencies.cursor)}`}>{page.say(operatorTexts.shared.more)}</a>
      )}
      {!isFirst && <a href={`${path}?${query(null)}`}>{page.say(operatorTexts.shared.first)}</a>}
    </p>
  );
}

function AddForm({ page, sent }: AgenciesProps): JSX.Element {
  const field = { page, autocomplete: 'off' } as const;
  return (
    <Section page={page} heading={t.add} hint={t.addHint}>
      <form class="form" method="post" action={`${path}/them`}>
        <FormToken page={page} />
        <Field {...field} name="ma" label={t.code} value={sent('ma')} />
        <Field {...field} name="ten" label={t.name} value={sent('ten')} />
        <Field {...field} name="cap-tren" label={t.one.parent} value={sent('cap-tren')} isOptional />
        <Field {...field} name="thu" type="email" label={t.email} value={sent('thu')} isOptional />
        <button class="button" type="submit">
          {page.say(t.addButton)}
        </button>
      </form>
    </Section>
  );
}

function ImportForm({ page }: AgenciesProps): JSX.Element {
  return (
    <Section page={page} heading={t.importing} hint={t.importHint}>
      <p>{page.say(t.importNote)}</p>
      <form class="form" method="post" action={`${path}/nhap`} enctype="multipart/form-data">
        <FormToken page={page} />
        <FileField page={page} name="tep" label={t.file} accept=".csv,text/csv" />
        <button class="button" type="submit">
          {page.say(t.previewButton)}
        </button>
      </form>
    </Section>
  );
}

export function AgenciesPage(props: AgenciesProps): JSX.Element {
  const { page, search, agencies } = props;
  const { say } = page;
  return (
    <Frame page={page} title={t.title} heading={t.heading(search)} notice={outcomeNotice(props)}>
      <Section page={page} heading={t.list} hint={t.listHint}>
        <search>
          <form class="search" method="get" action={path}>
            <input
              type="search"
              name="q"
              value={search}
              maxLength={200}
              aria-label={say(t.search)}
              placeholder={say(t.search)}
            />
            <button class="button" type="submit">
              {say(operatorTexts.shared.filter)}
            </button>
          </form>
        </search>
        {agencies.agencies.length === 0 ? (
          <Empty page={page} title={t.emptyTitle} text={t.empty} />
        ) : (
          <Table {...props} />
        )}
        <Pages {...props} />
      </Section>
      <AddForm {...props} />
      <ImportForm {...props} />
    </Frame>
  );
}
