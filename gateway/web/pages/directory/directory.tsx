/** The directory: agencies with how they are reached, and groups under which several are addressed at once. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { type Agency, holdsOn, vietnamDay } from '../../../agencies/agency.js';
import type { AgencyPage } from '../../../agencies/find-agencies.js';
import type { Group, OwnGroup } from '../../../agencies/groups.store.js';
import type { Page } from '../../page.js';
import { FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Empty, Notice } from '../../parts/notice.js';
import { SearchForm } from '../../parts/search-form.js';
import { Table } from '../../parts/table.js';
import { directoryTexts as t } from '../../texts/directory.js';
import { texts } from '../../texts.js';

export interface DirectoryProps {
  readonly page: Page;
  readonly today: Date;
  readonly search: string;
  readonly isFirst: boolean;
  readonly found: AgencyPage;
  /** Null for readers who keep none. */
  readonly own: readonly OwnGroup[] | null;
  readonly everybodys: readonly Group[];
  readonly fault: Bilingual | null;
  readonly done: Bilingual | null;
}

function AgencyRow({
  page,
  agency,
  day,
}: {
  readonly page: Page;
  readonly agency: Agency;
  readonly day: string;
}): JSX.Element {
  const { say } = page;
  return (
    <tr>
      <td class="wide">{agency.name}</td>
      <td class="number">{agency.code}</td>
      <td class="weak">{say(holdsOn(agency, day) ? t.channels[agency.channel] : t.closed)}</td>
    </tr>
  );
}

function Agencies({ page, search, isFirst, found: { agencies, cursor }, today }: DirectoryProps): JSX.Element {
  const { say } = page;
  const day = vietnamDay(today);
  const query = (after: string | null) =>
    new URLSearchParams({ ...(search === '' ? {} : { q: search }), ...(after === null ? {} : { sau: after }) });
  if (agencies.length === 0)
    return (
      <Empty page={page} title={t.none} text={t.noneHint}>
        <p>
          <a href="/danh-ba">{say(t.all)}</a>
        </p>
      </Empty>
    );
  return (
    <>
      <Table page={page} name={t.agencies} heads={[t.name, t.code, t.channel]}>
        {agencies.map((agency) => (
          <AgencyRow key={agency.code} page={page} agency={agency} day={day} />
        ))}
      </Table>
      <p class="actions">
        {cursor !== null && <a href={`/danh-ba?${query(cursor)}`}>{say(texts.paging.more)}</a>}
        {(!isFirst || search !== '') && <a href="/danh-ba">{say(t.all)}</a>}
      </p>
    </>
  );
}

function OwnGroups({ page, groups }: { readonly page: Page; readonly groups: readonly OwnGroup[] }): JSX.Element {
  const { say } = page;
  return (
    <>
      {groups.length === 0 ? (
        <Empty page={page} title={t.noGroupsTitle} text={t.noGroups} />
      ) : (
        <ul class="group-list">
          {groups.map(({ id, title, members }) => (
            <li key={id}>
              <a href={`/danh-ba/nhom/${id}`}>{title}</a> <span class="weak">{say(t.members(members.length))}</span>
            </li>
          ))}
        </ul>
      )}
      <form class="search new-group" method="post" action="/danh-ba/nhom">
        <FormToken page={page} />
        <input
          name="name"
          type="text"
          required
          maxLength={200}
          aria-label={say(t.newGroup)}
          placeholder={say(t.newGroup)}
        />
        <button class="button" type="submit">
          {say(t.create)}
        </button>
      </form>
    </>
  );
}

function Everybodys({ page, groups }: { readonly page: Page; readonly groups: readonly Group[] }): JSX.Element {
  return (
    <ul class="group-list">
      {groups.map(({ name, title, members }) => (
        <li key={name}>
          {title} <span class="weak">{page.say(t.members(members.length))}</span>
        </li>
      ))}
    </ul>
  );
}

export function DirectoryPage(props: DirectoryProps): JSX.Element {
  const { page, search, own, everybodys, fault, done } = props;
  const notice =
    (fault !== null && <Notice page={page} kind="failed" text={fault} />) ||
    (done !== null && <Notice page={page} kind="done" text={done} />);
  return (
    <Frame page={page} title={t.title} heading={t.heading} notice={notice}>
      {own !== null && (
        <Section page={page} heading={t.groups} hint={t.groupsHint}>
          <OwnGroups page={page} groups={own} />
        </Section>
      )}
      {everybodys.length > 0 && (
        <Section page={page} heading={t.everybodys} hint={t.everybodysHint}>
          <Everybodys page={page} groups={everybodys} />
        </Section>
      )}
      <Section page={page} heading={t.agencies} hint={t.agenciesHint}>
        <SearchForm page={page} action="/danh-ba" value={search} label={t.search} button={t.searchButton} />
        <Agencies {...props} />
      </Section>
    </Frame>
  );
}
