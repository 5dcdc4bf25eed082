/** In the masthead: in whose place somebody acts now, with the way out of it; and, in their menu, in whose place they may. */
import type { JSX } from 'preact';
import type { SignedIn } from '../../identity/sessions.js';
import type { Page } from '../page.js';
import { absenceTexts as t } from '../texts/absence.js';
import { ActionForm } from './form.js';

interface ActingProps {
  readonly page: Page;
  readonly person: SignedIn;
}

/** On every page while it lasts: what is done now is done in two names. */
export function ActingLine({ page, person: { name, behalf } }: ActingProps): JSX.Element | null {
  if (behalf === null) return null;
  return (
    <div class="acting">
      <div class="acting-row">
        <p>
          {name} <strong>{page.say(t.behalf(behalf.name))}</strong>
        </p>
        <ActionForm page={page} action="/tai-khoan/lam-thay/thoi" button={t.stepBack(behalf.name)} kind="quiet" />
      </div>
    </div>
  );
}

export function OfferedPlaces({ page, person: { behalf, assignments } }: ActingProps): JSX.Element {
  return (
    <>
      {assignments
        .filter(({ absence }) => absence !== behalf?.absence)
        .map(({ absence, name }) => (
          <a key={absence} href="/tai-khoan">
            {page.say(t.offered(name))}
          </a>
        ))}
    </>
  );
}
