/** New certificates: issued here, asked for elsewhere, or brought along. */
import type { JSX } from 'preact';
import { type Bilingual, say as bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { RequestRow } from '../../../identity/certificate-requests.store.js';
import type { Page } from '../../page.js';
import { Ask } from '../../parts/ask.js';
import { Choice, FileField } from '../../parts/fields.js';
import { Field, FormToken } from '../../parts/form.js';
import { Section } from '../../parts/frame.js';
import { certificateTexts as t } from '../../texts/operator-certificates.js';

const path = '/van-hanh/chung-thu';

export const keyKinds = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'p-256', 'p-384', 'p-521'] as const;
const keyOptions: (readonly [string, Bilingual])[] = keyKinds.map((kind) => [kind, bilingual(kind, kind)]);

interface OnPage {
  readonly page: Page;
}

export function IssueSection({ page }: OnPage): JSX.Element {
  const field = { page, autocomplete: 'off' } as const;
  return (
    <Section page={page} heading={t.issue} hint={t.issueHint}>
      <form class="form" method="post" action={`${path}/cap`}>
        <FormToken page={page} />
        <Field {...field} id="cap-co-quan" name="co-quan" label={t.agency} />
        <Field {...field} name="nguoi" label={t.person} isOptional />
        <Choice page={page} id="cap-khoa" name="khoa" label={t.keyKind} value="rsa-2048" options={keyOptions} />
        <button class="button" type="submit">
          {page.say(t.issueButton)}
        </button>
      </form>
    </Section>
  );
}

function Request({ page, request }: OnPage & { readonly request: RequestRow }): JSX.Element {
  const { id, subject, createdAt } = request;
  return (
    <li>
      <div class="wide">
        {subject}
        <br />
        <span class="weak">
          {vietnamMinute(createdAt)}, {page.say(t.pending)}
        </span>
      </div>
      <a href={`${path}/yeu-cau/${id}`}>{page.say(t.download)}</a>
      <Ask
        page={page}
        opener={t.cancel}
        question={t.cancelQuestion(subject)}
        action={`${path}/yeu-cau/${id}/bo`}
        button={t.cancel}
      />
    </li>
  );
}

export function RequestSection({ page, requests }: OnPage & { readonly requests: readonly RequestRow[] }): JSX.Element {
  return (
    <Section page={page} heading={t.request} hint={t.requestHint}>
      <p>{page.say(t.requestNote)}</p>
      {requests.length > 0 && (
        <ul class="lines">
          {requests.map((request) => (
            <Request key={request.id} page={page} request={request} />
          ))}
        </ul>
      )}
      <form class="form spaced" method="post" action={`${path}/yeu-cau`}>
        <FormToken page={page} />
        <Field page={page} id="xin-co-quan" name="co-quan" label={t.agency} autocomplete="off" />
        <Choice page={page} id="xin-khoa" name="khoa" label={t.keyKind} value="rsa-2048" options={keyOptions} />
        <button class="button" type="submit">
          {page.say(t.requestButton)}
        </button>
      </form>
    </Section>
  );
}

export function ImportSection({ page }: OnPage): JSX.Element {
  return (
    <Section page={page} heading={t.importing} hint={t.importHint}>
      <form class="form" method="post" action={`${path}/nhap`} enctype="multipart/form-data">
        <FormToken page={page} />
        <FileField page={page} name="tep" label={t.file} hint={t.fileHint} accept=".p12,.pfx,.pem,.crt,.cer,.p7b" />
        <Field
          page={page}
          id="nhap-co-quan"
          name="co-quan"
          label={t.agency}
          hint={t.agencyHint}
          autocomplete="off"
          isOptional
        />
        <Field page={page} name="mat-khau" type="password" label={t.passphrase} autocomplete="off" isOptional />
        <button class="button" type="submit">
          {page.say(t.importButton)}
        </button>
      </form>
    </Section>
  );
}
