/** Tokens of programs: which there are, what each may do, and stopping one. Issuing: issue-token.tsx. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { Scope } from '../../../identity/access.js';
import type { TokenPage } from '../../../identity/people/manage-tokens.js';
import type { ListedToken, TokenCounts, TokenRow } from '../../../identity/tokens.store.js';
import type { Page } from '../../page.js';
import { Ask } from '../../parts/ask.js';
import { Frame, Section } from '../../parts/frame.js';
import { Empty, Notice } from '../../parts/notice.js';
import { Table } from '../../parts/table.js';
import { problemTexts } from '../../texts/problem.js';
import { scopeTexts, tokenTexts as t } from '../../texts/tokens.js';
import { texts } from '../../texts.js';
import { IssueToken, type IssueTokenProps } from './issue-token.js';

export interface TokensProps {
  readonly page: Page;
  readonly counts: TokenCounts;
  readonly found: TokenPage;
  readonly state: 'usable' | 'over';
  readonly isFirst: boolean;
  readonly mayRevoke: (token: TokenRow) => boolean;
  /** Null where tokens are not issued. */
  readonly issue: Omit<IssueTokenProps, 'page'> | null;
  readonly done: Bilingual | null;
}

interface RowProps extends Pick<TokensProps, 'page' | 'mayRevoke'> {
  readonly token: ListedToken;
}

function Scopes({ page, scopes }: { readonly page: Page; readonly scopes: readonly string[] }): JSX.Element {
  return (
    <details class="scopes">
      <summary>{page.say(t.scopeCount(scopes.length))}</summary>
      <ul>
        {scopes.map((scope) => (
          <li key={scope}>
            {page.say(scopeTexts[scope as Scope])} <span class="weak">{scope}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Codes never break, their list does: one program may stand for all wards of a city. */
function Agencies({ page, codes }: { readonly page: Page; readonly codes: readonly string[] }): JSX.Element {
  if (codes.length === 0) return <span class="weak">{page.say(t.noAgency)}</span>;
  return (
    <>
      {codes.map((code, index) => [
        index > 0 && ', ',
        <span key={code} class="number">
          {code}
        </span>,
      ])}
    </>
  );
}

function End({ page, token: { expires_at, revoked_at } }: RowProps): JSX.Element {
  if (revoked_at !== null) return <>{page.say(t.revokedAt(vietnamMinute(revoked_at)))}</>;
  return <>{expires_at === null ? page.say(t.noExpiry) : vietnamMinute(expires_at)}</>;
}

function Revocation({ page, token, mayRevoke }: RowProps): JSX.Element | null {
  if (token.revoked_at !== null) return null;
  if (!mayRevoke(token)) return <span class="weak">{page.say(t.shared)}</span>;
  return (
    <Ask
      page={page}
      opener={t.revoke}
      question={t.revokeAsk(token.name, token.agencies.join(', '))}
      action={`/nguoi-dung/khoa/${token.id}/thu-hoi`}
      button={t.revokeButton(token.name)}
    />
  );
}

function Row(props: RowProps): JSX.Element {
  const { page, token } = props;
  const { say } = page;
  return (
    <tr>
      <td class="wide">
        <span class="person">{token.name}</span>
        <Scopes page={page} scopes={token.scopes} />
      </td>
      <td data-label={say(t.agencies)}>
        <Agencies page={page} codes={token.agencies} />
      </td>
      <td class="time" data-label={say(t.created)}>
        {vietnamMinute(token.created_at)}
        {token.created_by !== null && <span class="weak below">{token.created_by_name ?? token.created_by}</span>}
      </td>
      <td class="time" data-label={say(t.lastUse)}>
        {token.last_used_at === null ? say(t.neverUsed) : vietnamMinute(token.last_used_at)}
      </td>
      <td class="time" data-label={say(t.expiry)}>
        <End {...props} />
      </td>
      <td class="act">
        <Revocation {...props} />
      </td>
    </tr>
  );
}

function Tokens(props: TokensProps): JSX.Element {
  const { page, found, state } = props;
  return (
    <Table
      page={page}
      name={state === 'usable' ? t.list : t.over}
      heads={[t.token, t.agencies, t.created, t.lastUse, t.expiry, null]}
    >
      {found.tokens.map((token) => (
        <Row key={token.id} page={page} token={token} mayRevoke={props.mayRevoke} />
      ))}
    </Table>
  );
}

function Ways({ page, found, state, isFirst }: TokensProps): JSX.Element {
  const query = (fields: Record<string, string>) => `/nguoi-dung/khoa?${new URLSearchParams(fields)}`;
  const here = state === 'over' ? { 'tinh-trang': 'het' } : {};
  return (
    <p class="actions">
      {found.next !== null && <a href={query({ ...here, sau: found.next })}>{page.say(texts.paging.more)}</a>}
      {!isFirst && <a href={query(here)}>{page.say(texts.paging.first)}</a>}
      {state === 'usable' ? (
        <a href={query({ 'tinh-trang': 'het' })}>{page.say(t.showOver)}</a>
      ) : (
        <a href="/nguoi-dung/khoa">{page.say(t.showUsable)}</a>
      )}
    </p>
  );
}

export function TokensPage(props: TokensProps): JSX.Element {
  const { page, counts, found, state, issue, done } = props;
  const failed = issue !== null && Object.keys(issue.errors).length > 0;
  const notice = failed ? (
    <Notice page={page} kind="failed" text={problemTexts.correct} />
  ) : (
    done && <Notice page={page} kind="done" text={done} />
  );
  return (
    <Frame
      page={page}
      title={t.title}
      heading={t.heading(counts.usable, counts.ending)}
      beside={<a href="/nguoi-dung">{page.say(t.people)}</a>}
      notice={notice}
    >
      <Section page={page} heading={state === 'usable' ? t.list : t.over} hint={t.listHint}>
        {found.tokens.length > 0 ? <Tokens {...props} /> : <Empty page={page} title={t.emptyTitle} text={t.empty} />}
        <Ways {...props} />
      </Section>
      {issue !== null && <IssueToken page={page} {...issue} />}
    </Frame>
  );
}
