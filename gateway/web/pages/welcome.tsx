/** What visitors see first: what this is, and where to go. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { Frame, Section } from '../parts/frame.js';
import { reportTexts } from '../texts/report.js';
import { verifyTexts } from '../texts/verify.js';
import { texts } from '../texts.js';

const operationLinks: readonly (readonly [href: string, text: Bilingual])[] = [
  ['/readyz', texts.welcome.readiness],
  ['/metrics', texts.welcome.metrics],
  ['/api/v1/log/checkpoint', texts.welcome.checkpoint],
];

const programLinks: typeof operationLinks = [
  ['/api/docs', texts.welcome.documentation],
  ['/api/openapi.json', texts.welcome.description],
  ...operationLinks,
];

const visitorLinks: typeof operationLinks = [
  ['/kiem-tra', verifyTexts.welcome],
  ['/bao-cao/cong-khai', reportTexts.publicTitle],
];

function Links({ page, links }: { readonly page: Page; readonly links: typeof operationLinks }): JSX.Element {
  return (
    <ul class="links">
      {links.map(([href, text]) => (
        <li key={href}>
          <a href={href}>{page.say(text)}</a>
        </li>
      ))}
    </ul>
  );
}

export function WelcomePage({
  page,
  hasMailboxes,
}: {
  readonly page: Page;
  readonly hasMailboxes: boolean;
}): JSX.Element {
  const t = texts.welcome;
  return (
    <Frame page={page} title={t.title} heading={t.heading}>
      <Section page={page} heading={t.people} hint={t.peopleHint}>
        <p>{page.say(t.peopleText)}</p>
        <p>
          <a class="button main" href="/dang-nhap">
            {page.say(texts.frame.signIn)}
          </a>
        </p>
        <Links page={page} links={[...visitorLinks, ...(hasMailboxes ? [['/thu', t.mailboxes] as const] : [])]} />
      </Section>
      <Section page={page} heading={t.programs} hint={t.programsHint}>
        <Links page={page} links={programLinks} />
      </Section>
    </Frame>
  );
}
