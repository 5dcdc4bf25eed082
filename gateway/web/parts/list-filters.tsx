/** What a list can be narrowed to, as a form without script; filters the reader gave a name, and the name for the one shown. */
import type { JSX } from 'preact';
import { documentTypes } from '../../../schemas/directory/document-types.js';
import { statusKinds } from '../../../schemas/directory/statuses.js';
import { urgencies } from '../../../schemas/directory/urgency.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { deadlines, type ListFilter } from '../../documents/lists/list-filter.js';
import type { SavedFilter } from '../../documents/lists/saved-filters.store.js';
import { deadlineName, filterFields, filterQuery, hasConditions, listAddress, listPath } from '../list-address.js';
import type { Page } from '../page.js';
import { deadlineTexts, listTexts as t } from '../texts/lists.js';
import { ActionForm, FormToken } from './form.js';
import { Icon } from './icon.js';

type Option = readonly [value: string, text: string];

interface SelectProps {
  readonly page: Page;
  readonly name: string;
  readonly label: Bilingual;
  readonly value: string | null;
  readonly options: readonly Option[];
}

function Select({ page, name, label, value, options }: SelectProps): JSX.Element {
  return (
    <label>
      <span>{page.say(label)}</span>
      <select name={name}>
        <option value="">{page.say(t.any)}</option>
        {options.map(([code, text]) => (
          <option key={code} value={code} selected={code === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface InputProps extends Omit<SelectProps, 'options'> {
  readonly type: 'search' | 'date';
}

function Input({ page, name, label, value, type }: InputProps): JSX.Element {
  return (
    <label>
      <span>{page.say(label)}</span>
      <input type={type as 'text'} name={name} value={value ?? ''} maxLength={200} autocomplete="off" />
    </label>
  );
}

function optionsOf({ say }: Page) {
  const statuses = statusKinds.filter(({ code }) => code <= '06').map((kind): Option => [kind.code, say(kind)]);
  return {
    status: [['none', say(t.notArrived)] as const, ...statuses],
    urgency: urgencies.map((level): Option => [level.code, say(level)]),
    deadline: deadlines.map((deadline): Option => [deadlineName(deadline), say(deadlineTexts[deadline])]),
    type: documentTypes.map(({ code, name }): Option => [code, name]),
  };
}

function FilterForm({ page, filter }: { readonly page: Page; readonly filter: ListFilter }): JSX.Element {
  const { say } = page;
  const f = filterFields;
  const options = optionsOf(page);
  const view = new URLSearchParams(filterQuery(filter)).get(f.view);
  const isInbox = filter.box === 'in';
  return (
    <form class="filter-form" method="get" action={listPath(filter.box)}>
      {view !== null && <input type="hidden" name={f.view} value={view} />}
      <Input page={page} name={f.q} label={t.words} value={filter.q} type="search" />
      <Input page={page} name={f.agency} label={isInbox ? t.sender : t.recipient} value={filter.agency} type="search" />
      <Select page={page} name={f.status} label={t.status} value={filter.status} options={options.status} />
      <Select page={page} name={f.urgency} label={t.urgency} value={filter.urgency} options={options.urgency} />
      <Select
        page={page}
        name={f.deadline}
        label={t.deadline}
        value={filter.deadline === null ? null : deadlineName(filter.deadline)}
        options={options.deadline}
      />
      <Select page={page} name={f.type} label={t.type} value={filter.type} options={options.type} />
      <Input page={page} name={f.from} label={isInbox ? t.arrivedFrom : t.sentFrom} value={filter.from} type="date" />
      <Input page={page} name={f.to} label={t.until} value={filter.to} type="date" />
      <p class="filter-actions">
        <button class="button" type="submit">
          {say(t.apply)}
        </button>
        {hasConditions(filter) && <a href={listAddress({ ...filter, ...clear })}>{say(t.clear)}</a>}
      </p>
    </form>
  );
}

const clear = { status: null, urgency: null, deadline: null, type: null, agency: '', from: null, to: null, q: '' };

function SaveForm({ page, filter }: { readonly page: Page; readonly filter: ListFilter }): JSX.Element {
  return (
    <form class="save-filter" method="post" action="/bo-loc">
      <FormToken page={page} />
      <input type="hidden" name="hop" value={filter.box} />
      <input type="hidden" name="dieu-kien" value={filterQuery(filter)} />
      <label>
        <span>{page.say(t.saveName)}</span>
        <input type="text" name="ten" required maxLength={60} autocomplete="off" />
      </label>
      <button class="button" type="submit">
        {page.say(t.save)}
      </button>
    </form>
  );
}

function SavedFilters({
  page,
  saved,
  box,
}: {
  readonly page: Page;
  readonly saved: readonly SavedFilter[];
  readonly box: 'in' | 'out';
}) {
  return (
    <div class="saved-filters">
      <h3>{page.say(t.savedFilters)}</h3>
      <ul>
        {saved.map(({ id, name, query }) => (
          <li key={id}>
            <a href={`${listPath(box)}?${query}`}>{name}</a>
            <ActionForm
              page={page}
              action={`/bo-loc/${id}/xoa`}
              button={t.forget(name)}
              kind="quiet"
              fields={{ hop: box }}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

export interface ListFiltersProps {
  readonly page: Page;
  readonly filter: ListFilter;
  readonly saved: readonly SavedFilter[];
}

export function ListFilters({ page, filter, saved }: ListFiltersProps): JSX.Element {
  return (
    <details class="filters" id="bo-loc" open={hasConditions(filter)}>
      <summary>
        <Icon name="down" />
        {page.say(t.filter)}
      </summary>
      <FilterForm page={page} filter={filter} />
      {filterQuery(filter) !== '' && <SaveForm page={page} filter={filter} />}
      {saved.length > 0 && <SavedFilters page={page} saved={saved} box={filter.box} />}
    </details>
  );
}
