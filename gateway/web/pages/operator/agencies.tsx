/** The directory: search, add one agency, or bring a CSV file, which is looked at before anything changes. */
import type { JSX } from 'preact';
import { dayMonthYear } from '../../../../schemas/words/vietnam-time.js';
import type { AgencyPage } from '../../../agencies/find-agencies.js';
import { channelName } from '../../../deliveries/channel-names.js';
import { FileField } from '../../parts/fields.js';
import { Field, FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Empty } from '../../parts/notice.js';
import { Paging } from '../../parts/paging.js';
import { SearchForm } from '../../parts/search-form.js';
import { Table } from '../../parts/table.js';
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

function Agencies({ page, agencies }: AgenciesProps): JSX.Element {
  const { say } = page;
  return (
    <Table page={page} name={t.list} heads={[t.code, t.name, t.channel]}>
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
    </Table>
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
  return (
    <Frame page={page} title={t.title} heading={t.heading(search)} notice={outcomeNotice(props)}>
      <Section page={page} heading={t.list} hint={t.listHint}>
        <SearchForm page={page} action={path} value={search} label={t.search} button={operatorTexts.shared.filter} />
        {agencies.agencies.length === 0 ? (
          <Empty page={page} title={t.emptyTitle} text={t.empty} />
        ) : (
          <Agencies {...props} />
        )}
        <Paging page={page} path={path} narrowed={{ q: search }} next={agencies.cursor} isFirst={props.isFirst} />
      </Section>
      <AddForm {...props} />
      <ImportForm {...props} />
    </Frame>
  );
}
