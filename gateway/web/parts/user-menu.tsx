/** The reader, in the masthead: who is signed in, for whom they may act, their account, signing out. */
import type { JSX } from 'preact';
import type { SignedIn } from '../../identity/sessions.js';
import type { Page } from '../page.js';
import { texts } from '../texts.js';
import { OfferedPlaces } from './acting-line.js';
import { FormToken } from './form.js';
import { Icon } from './icon.js';

export function UserMenu({ page, person }: { readonly page: Page; readonly person: SignedIn }): JSX.Element {
  const { say } = page;
  return (
    <details class="user" id="nguoi-dung">
      <summary>
        <span class="user-icon">
          <Icon name="account" size={22} />
        </span>
        <span class="user-name">
          {person.name}
          <span>{say(texts.roles[person.role])}</span>
        </span>
        <Icon name="down" size={18} />
      </summary>
      <div class="user-menu">
        <a href="/tai-khoan">{say(texts.frame.account)}</a>
        <OfferedPlaces page={page} person={person} />
        <form method="post" action="/dang-xuat">
          <FormToken page={page} />
          <button class="button quiet" type="submit">
            {say(texts.frame.signOut)}
          </button>
        </form>
      </div>
    </details>
  );
}
