/** The forms of an agency's page: its webhook, its end. What is set of it: agency-details.tsx. */
import type { JSX } from 'preact';
import { Ask } from '../../parts/ask.js';
import { Choice } from '../../parts/fields.js';
import { ActionForm, Field, FormToken } from '../../parts/form.js';
import { Section } from '../../parts/frame.js';
import { agencyTexts } from '../../texts/operator-agencies.js';
import { optionsNamed } from './agency-details.js';
import { type AgencyProps, agencyPath } from './agency-props.js';

const t = agencyTexts.one;

export function WebhookSection({ page, agency, webhook }: AgencyProps): JSX.Element {
  const path = `${agencyPath(agency)}/webhook`;
  return (
    <Section page={page} heading={t.channelSection} hint={t.channelHint}>
      <form class="form" method="post" action={path}>
        <FormToken page={page} />
        <Field
          page={page}
          name="dia-chi"
          type="url"
          label={t.webhookUrl}
          autocomplete="off"
          value={webhook?.url ?? ''}
        />
        <Choice
          page={page}
          name="gui-gi"
          label={t.payload}
          value={webhook?.payload ?? 'container'}
          options={optionsNamed(['container', 'notice'])}
        />
        <button class="button" type="submit">
          {page.say(t.setWebhook)}
        </button>
      </form>
      {webhook !== null && (
        <div class="actions">
          <Ask
            page={page}
            kind="plain"
            opener={t.rotate}
            question={t.rotateQuestion(agency.name)}
            action={`${path}/doi-khoa`}
            button={t.rotate}
          />
          <Ask
            page={page}
            opener={t.removeWebhook}
            question={t.removeWebhookQuestion(agency.name)}
            action={`${path}/bo`}
            button={t.removeWebhook}
          />
        </div>
      )}
    </Section>
  );
}

export function EndingSection({ page, agency }: AgencyProps): JSX.Element {
  const { name } = agency;
  const path = agencyPath(agency);
  const day = { page, name: 'ngay-cuoi', type: 'date', label: t.lastDay, autocomplete: 'off' } as const;
  return (
    <Section page={page} heading={t.ending} hint={t.endingHint}>
      <div class="actions">
        {agency.validTo !== null && <ActionForm page={page} action={`${path}/mo-lai`} button={t.reopen(name)} />}
        <Ask
          page={page}
          opener={t.close}
          question={t.closeQuestion(name)}
          action={`${path}/dong`}
          button={t.closeButton(name)}
        >
          <Field {...day} id="ngay-dong" value={agency.validTo ?? ''} />
        </Ask>
        <Ask
          page={page}
          opener={t.merge}
          question={t.mergeQuestion(name)}
          action={`${path}/sap-nhap`}
          button={t.mergeButton(name)}
        >
          <Field page={page} name="vao" label={t.into} autocomplete="off" />
          <Field {...day} id="ngay-sap-nhap" />
        </Ask>
      </div>
    </Section>
  );
}
