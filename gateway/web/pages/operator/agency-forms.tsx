/** The forms of an agency's page: its details, its webhook, its end. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { mailPolicies, mailProtections, numberings, pdfPolicies, usableChannels } from '../../../agencies/agency.js';
import { channelName } from '../../../deliveries/channel-names.js';
import { Ask } from '../../parts/ask.js';
import { Choice } from '../../parts/fields.js';
import { ActionForm, Field, FormToken } from '../../parts/form.js';
import { Section } from '../../parts/frame.js';
import { agencyTexts } from '../../texts/operator-agencies.js';
import { type AgencyProps, agencyPath } from './agency-props.js';

const t = agencyTexts.one;

const named = (words: readonly string[]): (readonly [string, Bilingual])[] =>
  words.map((word) => [word, agencyTexts.options[word] ?? agencyTexts.title]);

const megabytes = (bytes: number | null) => (bytes === null ? '' : String(bytes / 1_000_000));

export function DetailsForm({ page, agency }: AgencyProps): JSX.Element {
  const field = { page, autocomplete: 'off' } as const;
  const { name, email, parent, channel, numbering, pdfPolicy, mailProtection, mailPolicy } = agency;
  return (
    <Section page={page} heading={t.details} hint={t.detailsHint}>
      <form method="post" action={agencyPath(agency)}>
        <FormToken page={page} />
        <div class="two">
          <Field {...field} name="ten" label={agencyTexts.name} value={name} />
          <Field {...field} name="thu" type="email" label={agencyTexts.email} value={email ?? ''} isOptional />
          <Field {...field} name="cap-tren" label={t.parent} value={parent ?? ''} isOptional />
          <Choice
            page={page}
            name="kenh"
            label={agencyTexts.channel}
            value={channel}
            options={usableChannels.map((one) => [one, channelName(one)] as const)}
          />
          <Choice page={page} name="cap-so" label={t.numbering} value={numbering} options={named(numberings)} />
          <Choice page={page} name="pdf" label={t.pdfPolicy} value={pdfPolicy} options={named(pdfPolicies)} />
          <Choice
            page={page}
            name="bao-ve-thu"
            label={t.mailProtection}
            value={mailProtection}
            options={named(mailProtections)}
          />
          <Choice
            page={page}
            name="van-ban-thu"
            label={t.mailPolicy}
            value={mailPolicy}
            options={named(mailPolicies)}
          />
          <Field
            {...field}
            name="han-muc-ngay"
            type="number"
            label={t.quotaDay}
            hint={t.quotaHint}
            value={megabytes(agency.quotaDay)}
            isOptional
          />
          <Field
            {...field}
            name="han-muc-thang"
            type="number"
            label={t.quotaMonth}
            hint={t.quotaHint}
            value={megabytes(agency.quotaMonth)}
            isOptional
          />
          <Field
            {...field}
            name="han-muc-luu"
            type="number"
            label={t.quotaTotal}
            hint={t.quotaHint}
            value={megabytes(agency.quotaTotal)}
            isOptional
          />
        </div>
        <button class="button main" type="submit">
          {page.say(t.save)}
        </button>
      </form>
    </Section>
  );
}

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
          options={named(['container', 'notice'])}
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
