/** What the gateway runs with: trusted authorities with their history, policies, settings, and who changed what. */
import type { JSX } from 'preact';
import { policies } from '../../../../certs/verdict/html/words.js';
import { vietnamDate, vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { ShownSetting } from '../../../config-shown.js';
import type { OperationEvent } from '../../../evidence/operation-events.store.js';
import type { AnchorRow, TrustChangeRow } from '../../../identity/trust.store.js';
import { Ask } from '../../parts/ask.js';
import { FileField } from '../../parts/fields.js';
import { FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { settingTexts as t } from '../../texts/operator-settings.js';
import { texts } from '../../texts.js';
import { type OutcomeProps, outcomeNotice } from './outcome.js';
import { ReasonField } from './reason-field.js';

const path = '/van-hanh/cai-dat';

export interface SettingsProps extends OutcomeProps {
  readonly settings: readonly ShownSetting[];
  readonly version: number;
  readonly anchors: readonly AnchorRow[];
  readonly history: readonly TrustChangeRow[];
  readonly events: readonly OperationEvent[];
  /** The id after which the next page of changes begins; null at the end. */
  readonly next: number | null;
  readonly nameOf: (actor: string) => string;
}

function Trust({ page, version, anchors }: SettingsProps): JSX.Element {
  const { say } = page;
  return (
    <Section page={page} heading={t.trust} hint={t.trustHint(version)}>
      <ul class="lines">
        {anchors.map(({ fingerprint, subject, since, notAfter }) => (
          <li key={fingerprint}>
            <div class="wide">
              {subject}
              <br />
              <span class="weak">
                {say(t.since(vietnamDate(since)))}, {say(t.until(vietnamDate(notAfter)))},{' '}
                <span class="key">{fingerprint.slice(0, 16)}</span>
              </span>
            </div>
            <Ask
              page={page}
              opener={t.distrust}
              question={t.distrustQuestion(subject)}
              action={`${path}/tin-cay/${fingerprint}/bo`}
              button={t.distrust}
            >
              <ReasonField page={page} id={`ly-do-${fingerprint.slice(0, 16)}`} />
            </Ask>
          </li>
        ))}
      </ul>
      <form class="form spaced" method="post" action={`${path}/tin-cay`} enctype="multipart/form-data">
        <FormToken page={page} />
        <FileField page={page} name="tep" label={t.file} accept=".pem,.crt,.cer" />
        <ReasonField page={page} id="ly-do-tin" />
        <button class="button" type="submit">
          {say(t.addButton)}
        </button>
      </form>
    </Section>
  );
}

function History({ page, history, nameOf }: SettingsProps): JSX.Element {
  const { say } = page;
  return (
    <Section page={page} heading={t.history}>
      <ul class="lines">
        {history.map(({ version, at, subject, trusted, actor, reason }) => (
          <li key={version}>
            <div class="wide">
              {say(t.trustHint(version))}: {say(trusted ? t.trusted : t.distrusted)} {subject}
              <br />
              <span class="weak">
                {vietnamMinute(at)}, {say(t.by(nameOf(actor)))}
                {reason !== null && `: “${reason}”`}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Policies({ page }: SettingsProps): JSX.Element {
  return (
    <Section page={page} heading={t.policies} hint={t.policiesHint}>
      <ul class="lines">
        {Object.entries(policies).map(([name, words]) => (
          <li key={name}>{page.say(words)}</li>
        ))}
      </ul>
      <p class="weak">{page.say(t.policiesNote)}</p>
    </Section>
  );
}

function Running({ page, settings }: SettingsProps): JSX.Element {
  const { say } = page;
  return (
    <Section page={page} heading={t.running} hint={t.runningHint}>
      <p class="weak">{say(t.runningNote)}</p>
      <dl class="facts settings">
        {settings.map(({ name, meaning, value, isDefault }) => [
          <dt key={name}>
            {name}
            <div class="weak">{say(meaning)}</div>
          </dt>,
          <dd key={`${name}=`}>{value === null ? say(t.unset) : isDefault ? value : <strong>{value}</strong>}</dd>,
        ])}
      </dl>
    </Section>
  );
}

/** What a change was about, in the words of its event, else whom it concerns; digests and actors stand elsewhere. */
const aboutOf = ({ payload, agencies }: OperationEvent): string =>
  ['agency', 'channel', 'subject', 'name', 'mail', 'imported', 'folder', 'outcome', 'changed', 'reason']
    .flatMap((field) => (payload[field] === undefined || payload[field] === null ? [] : [String(payload[field])]))
    .join(', ') || agencies.join(', ');

function Changes({ page, events, next, nameOf }: SettingsProps): JSX.Element {
  const { say } = page;
  return (
    <Section page={page} heading={t.changes} hint={t.changesHint}>
      <ul class="lines" id="thay-doi">
        {events.map((event) => (
          <li key={event.id}>
            <span class="time">{vietnamMinute(event.at)}</span>
            <div class="wide">
              {[say(t.kinds[event.kind]), aboutOf(event)].filter((part) => part !== '').join(': ')}
              <br />
              <span class="weak">{say(t.by(nameOf(String(event.payload['actor'] ?? ''))))}</span>
            </div>
          </li>
        ))}
      </ul>
      {next !== null && (
        <p class="actions">
          <a href={`${path}?${new URLSearchParams({ sau: String(next) })}#thay-doi`}>{say(texts.paging.more)}</a>
        </p>
      )}
    </Section>
  );
}

export function SettingsPage(props: SettingsProps): JSX.Element {
  const { page, settings, anchors } = props;
  const changed = settings.filter(({ isDefault }) => !isDefault).length;
  return (
    <Frame page={page} title={t.title} heading={t.heading(changed, anchors.length)} notice={outcomeNotice(props)}>
      <Changes {...props} />
      <Trust {...props} />
      <History {...props} />
      <Policies {...props} />
      <Running {...props} />
    </Frame>
  );
}
