/** The second factor on the account page: off, being set up, on; and the page that shows recovery codes once. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { Field, FormToken, OwnerField } from '../parts/form.js';
import { Frame, Section } from '../parts/frame.js';
import { QrCode } from '../parts/qr-code.js';
import { texts } from '../texts.js';
import type { AccountField } from './account-field.js';

const t = texts.account;

export type SecondFactorState =
  | { readonly kind: 'off' }
  /** `address` for the QR code, `key` as it is typed. */
  | { readonly kind: 'setting-up'; readonly address: string; readonly key: string }
  | { readonly kind: 'on'; readonly codesLeft: number };

interface SectionProps {
  readonly page: Page;
  readonly state: SecondFactorState;
  readonly errors: Partial<Record<AccountField | 'page', Bilingual>>;
}

interface GuardedFormProps extends SectionProps {
  readonly action: string;
  /** Its buttons. */
  readonly children: ComponentChildren;
}

/** A form that asks for the password again. */
function GuardedForm({ page, errors, action, children }: GuardedFormProps): JSX.Element {
  return (
    <form class="form" method="post" action={action}>
      <FormToken page={page} />
      <OwnerField email={page.person?.email ?? ''} />
      <Field
        page={page}
        name="confirm-password"
        type="password"
        label={t.current}
        autocomplete="current-password"
        error={errors['confirm-password']}
      />
      <p class="actions">{children}</p>
    </form>
  );
}

function SettingUp({
  page,
  errors,
  address,
  manualKey,
}: SectionProps & { address: string; manualKey: string }): JSX.Element {
  return (
    <>
      <p>{page.say(t.scan)}</p>
      <QrCode text={address} label={page.say(t.qr)} />
      <p>
        {page.say(t.typed)} <span class="key">{manualKey.replace(/(.{4})(?=.)/g, '$1 ')}</span>
      </p>
      <form class="form" method="post" action="/tai-khoan/xac-thuc/xac-nhan">
        <FormToken page={page} />
        <Field
          page={page}
          name="code"
          label={texts.secondFactor.label}
          autocomplete="one-time-code"
          isCode
          error={errors.code}
        />
        <button class="button main" type="submit">
          {page.say(t.confirm)}
        </button>
      </form>
    </>
  );
}

function On(props: SectionProps & { codesLeft: number }): JSX.Element {
  const { page, codesLeft } = props;
  return (
    <>
      <p>{page.say(t.isOn(codesLeft))}</p>
      <GuardedForm {...props} action="/tai-khoan/xac-thuc/ma-du-phong">
        <button class="button" type="submit">
          {page.say(t.renewCodes)}
        </button>
        <button class="button hard" type="submit" formaction="/tai-khoan/xac-thuc/tat">
          {page.say(t.turnOff)}
        </button>
      </GuardedForm>
    </>
  );
}

function Content(props: SectionProps): JSX.Element {
  const { page, state } = props;
  if (state.kind === 'setting-up') return <SettingUp {...props} address={state.address} manualKey={state.key} />;
  if (state.kind === 'on') return <On {...props} codesLeft={state.codesLeft} />;
  return (
    <>
      <p>{page.say(t.isOff)}</p>
      <GuardedForm {...props} action="/tai-khoan/xac-thuc/bat">
        <button class="button" type="submit">
          {page.say(t.begin)}
        </button>
      </GuardedForm>
    </>
  );
}

export function SecondFactorSection(props: SectionProps): JSX.Element {
  return (
    <Section page={props.page} heading={t.secondFactor} hint={t.secondFactorHint}>
      <Content {...props} />
    </Section>
  );
}

export function RecoveryCodesPage({
  page,
  codes,
}: {
  readonly page: Page;
  readonly codes: readonly string[];
}): JSX.Element {
  return (
    <Frame page={page} title={t.codesTitle} heading={t.codesHeading}>
      <Section page={page} heading={t.codesTitle}>
        <ul class="codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <p>{page.say(t.codesNote)}</p>
        <p class="actions">
          <a class="button main" href="/tai-khoan">
            {page.say(t.codesDone)}
          </a>
        </p>
      </Section>
    </Frame>
  );
}
