/** One recipient group of an agency: its name, its members, and deleting it. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { Agency } from '../../../agencies/agency.js';
import type { ViewedGroup } from '../../../agencies/own-groups.js';
import type { Page } from '../../page.js';
import { Ask } from '../../parts/ask.js';
import { FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { Empty, Notice } from '../../parts/notice.js';
import { SearchForm } from '../../parts/search-form.js';
import { directoryTexts as t } from '../../texts/directory.js';

export interface GroupProps {
  readonly page: Page;
  readonly group: ViewedGroup;
  /** What was typed to find a member, and who may be meant. */
  readonly typed: string;
  readonly found: readonly Agency[];
  readonly fault: Bilingual | null;
  readonly done: Bilingual | null;
}

const pathOf = ({ id }: ViewedGroup) => `/danh-ba/nhom/${id}`;

function Rename({ page, group }: GroupProps): JSX.Element {
  const { say } = page;
  return (
    <form class="search" method="post" action={pathOf(group)}>
      <FormToken page={page} />
      <input type="hidden" name="act" value="rename" />
      <input name="name" type="text" required maxLength={200} value={group.name} aria-label={say(t.rename)} />
      <button class="button" type="submit">
        {say(t.renameButton)}
      </button>
    </form>
  );
}

function Candidates({ page, group, found }: GroupProps): JSX.Element {
  const { say } = page;
  const members = new Set(group.members.map(({ code }) => code));
  return (
    <form method="post" action={pathOf(group)}>
      <FormToken page={page} />
      <input type="hidden" name="act" value="add" />
      <ul class="meant" aria-label={say(t.choose)}>
        {found.map(({ code, name }) => (
          <li key={code}>
            <button type="submit" name="member" value={code} disabled={members.has(code)}>
              <span>{name}</span>
              <span class="weak">{code}</span>
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}

function Find(props: GroupProps): JSX.Element {
  const { page, group, typed, found } = props;
  const { say } = page;
  return (
    <>
      <SearchForm page={page} action={pathOf(group)} name="tim" value={typed} label={t.add} button={t.searchButton} />
      {typed !== '' && found.length === 0 && <p>{say(t.none)}</p>}
      {found.length > 0 && <Candidates {...props} />}
    </>
  );
}

function Members({ page, group }: GroupProps): JSX.Element {
  const { say } = page;
  if (group.members.length === 0) return <Empty page={page} title={t.noMembers} text={t.noMembersHint} />;
  return (
    <form method="post" action={pathOf(group)}>
      <FormToken page={page} />
      <input type="hidden" name="act" value="remove" />
      <ul class="chips">
        {group.members.map(({ code, name }) => (
          <li key={code} class="chip">
            <span>{name}</span>
            <button class="icon-button" type="submit" name="member" value={code} aria-label={say(t.removeOf(name))}>
              <Icon name="close" size={16} />
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}

function Delete({ page, group }: GroupProps): JSX.Element {
  return (
    <Ask
      page={page}
      opener={t.delete}
      question={t.deleteAsk(group.name)}
      action={pathOf(group)}
      button={t.deleteYes}
      fields={{ act: 'delete' }}
    />
  );
}

export function GroupPage(props: GroupProps): JSX.Element {
  const { page, group, fault, done } = props;
  const { say } = page;
  const notice =
    (fault !== null && <Notice page={page} kind="failed" text={fault} />) ||
    (done !== null && <Notice page={page} kind="done" text={done} />);
  return (
    <Frame page={page} title={t.groups} heading={t.groupHeading(group.name, group.members.length)} notice={notice}>
      <Section page={page} heading={t.membersHeading}>
        <Find {...props} />
        <Members {...props} />
      </Section>
      <Section page={page} heading={t.rename} hint={t.renameHint}>
        <Rename {...props} />
      </Section>
      <Section page={page} heading={t.deleteHeading}>
        <Delete {...props} />
        <p class="actions">
          <a href="/danh-ba">{say(t.back)}</a>
        </p>
      </Section>
    </Frame>
  );
}
