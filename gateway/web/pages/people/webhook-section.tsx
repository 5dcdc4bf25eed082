/** Where an agency's document system is reached: the address, a test, a new secret, the end of it; and the secret, shown once. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { Agency } from '../../../agencies/agency.js';
import type { WebhookRow } from '../../../agencies/webhooks.store.js';
import type { Page } from '../../page.js';
import { Ask } from '../../parts/ask.js';
import { EntryField } from '../../parts/entry-field.js';
import { ActionForm, FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { ownAgencyTexts as t } from '../../texts/own-agency.js';

export interface WebhookProps {
  readonly page: Page;
  readonly agency: Pick<Agency, 'name'>;
  readonly webhook: Pick<WebhookRow, 'url' | 'payload'> | null;
  readonly errors: { readonly url?: Bilingual };
  /** The address that was sent and not taken. */
  readonly sentUrl: string | null;
}

/** Hours in which the secret of before is still good. */
export const secretOverlapHours = 24;

function Acts({ page, agency, webhook }: WebhookProps): JSX.Element | null {
  if (webhook === null) return null;
  return (
    <>
      <p class="after">{page.say(t.testNote)}</p>
      <div class="asks">
        <ActionForm page={page} action="/co-quan-toi/phan-mem/thu" button={t.test} />
        <Ask
          page={page}
          opener={t.rotate}
          question={t.rotateAsk(secretOverlapHours)}
          action="/co-quan-toi/phan-mem/khoa"
          button={t.rotateButton}
        />
        <Ask
          page={page}
          opener={t.remove}
          question={t.removeAsk(agency.name, webhook.url)}
          action="/co-quan-toi/phan-mem/bo"
          button={t.removeButton}
        />
      </div>
    </>
  );
}

export function WebhookSection(props: WebhookProps): JSX.Element {
  const { page, webhook, errors, sentUrl } = props;
  return (
    <Section page={page} heading={t.webhook} hint={t.webhookHint}>
      {webhook === null && <p class="after">{page.say(t.webhookNone)}</p>}
      <form class="form" method="post" action="/co-quan-toi/phan-mem">
        <FormToken page={page} />
        <EntryField
          page={page}
          name="url"
          label={t.url}
          hint={t.urlHint}
          isRequired
          maxLength={2000}
          value={sentUrl ?? webhook?.url}
          error={errors.url}
        />
        <EntryField
          page={page}
          name="payload"
          kind="choice"
          label={t.payload}
          value={webhook?.payload}
          options={[
            ['container', page.say(t.container)],
            ['notice', page.say(t.notice)],
          ]}
        />
        <button class="button" type="submit">
          {page.say(t.save)}
        </button>
      </form>
      <Acts {...props} />
    </Section>
  );
}

export function WebhookSecretPage({ page, secret }: { readonly page: Page; readonly secret: string }): JSX.Element {
  return (
    <Frame page={page} title={t.secretTitle} heading={t.secretHeading}>
      <Section page={page} heading={t.secretTitle}>
        <dl class="facts">
          <dt>{page.say(t.secretTitle)}</dt>
          <dd class="key">{secret}</dd>
        </dl>
        <p class="after">{page.say(t.secretNote)}</p>
        <p class="actions">
          <a class="button main" href="/co-quan-toi">
            {page.say(t.secretDone)}
          </a>
        </p>
      </Section>
    </Frame>
  );
}
