/** An auditor reads any agency's books: which one? */
import type { JSX } from 'preact';
import type { AgencyPage } from '../../agencies/find-agencies.js';
import type { Page } from '../page.js';
import { Frame, Section } from '../parts/frame.js';
import { Empty } from '../parts/notice.js';
import { Paging } from '../parts/paging.js';
import { SearchForm } from '../parts/search-form.js';
import { Table } from '../parts/table.js';
import { directoryTexts } from '../texts/directory.js';
import { registerTexts as t } from '../texts/registers.js';

const path = '/so-dang-ky';

export interface RegisterChoiceProps {
  readonly page: Page;
  readonly search: string;
  readonly isFirst: boolean;
  readonly found: AgencyPage;
}

export function RegisterChoicePage({ page, search, isFirst, found }: RegisterChoiceProps): JSX.Element {
  const { search: label, searchButton, name, code, none, noneHint } = directoryTexts;
  return (
    <Frame page={page} title={t.navigation} heading={t.chooseAgency}>
      <Section page={page} heading={directoryTexts.agencies}>
        <SearchForm page={page} action={path} value={search} label={label} button={searchButton} />
        {found.agencies.length === 0 ? (
          <Empty page={page} title={none} text={noneHint} />
        ) : (
          <Table page={page} name={directoryTexts.agencies} heads={[name, code]}>
            {found.agencies.map((agency) => (
              <tr key={agency.code}>
                <td class="wide">
                  <a href={`${path}?${new URLSearchParams({ 'co-quan': agency.code })}`}>{agency.name}</a>
                </td>
                <td class="number">{agency.code}</td>
              </tr>
            ))}
          </Table>
        )}
        <Paging page={page} path={path} narrowed={{ q: search }} next={found.cursor} isFirst={isFirst} />
      </Section>
    </Frame>
  );
}
