/** One agency: how it stands, what is set of it, how it is reached, how it ends. No document of it stands here. */
import type { JSX } from 'preact';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { LastTest } from '../../../agencies/agency-standing.store.js';
import { channelName, reasonWords } from '../../../deliveries/channel-names.js';
import { sizeInWords } from '../../../mail/mail-words.js';
import type { Page } from '../../page.js';
import { type Fact, Facts } from '../../parts/facts.js';
import { ActionForm } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Notice } from '../../parts/notice.js';
import { agencyTexts } from '../../texts/operator-agencies.js';
import { DetailsForm } from './agency-details.js';
import { EndingSection, WebhookSection } from './agency-forms.js';
import { type AgencyProps, agencyPath } from './agency-props.js';
import { outcomeNotice } from './outcome.js';

const t = agencyTexts.one;

function Standing({ page, agency, standing, sent, kept }: AgencyProps): JSX.Element {
  const { say } = page;
  const used = (bytes: number, limit: number | null) =>
    limit === null ? sizeInWords(bytes) : say(t.of(sizeInWords(bytes), sizeInWords(limit)));
  const link = (state: string, count: number) => (
    <a
      key={state}
      href={`/van-hanh/gui?${new URLSearchParams({ 'trang-thai': state, 'noi-nhan': agency.code })}#luot-gui`}
    >
      {count}
    </a>
  );
  const rows: Fact[] = [
    [
      agencyTexts.code,
      <span key="code" class="number">
        {agency.code}
      </span>,
    ],
    [agencyTexts.channel, say(channelName(agency.channel))],
    [t.waiting, link('queued', standing.waiting)],
    [t.failed, link('failed', standing.failed)],
    [t.sentToday, used(sent.day, agency.quotaDay)],
    [t.sentMonth, used(sent.month, agency.quotaMonth)],
    [t.kept, used(kept, agency.quotaTotal)],
    ...(agency.successor === null ? [] : [[t.successor, agency.successor] as const]),
  ];
  return (
    <Section page={page} heading={t.standing} hint={t.standingHint}>
      <Facts page={page} rows={rows} />
    </Section>
  );
}

function TestResult({ page, lastTest }: { readonly page: Page; readonly lastTest: LastTest | null }) {
  if (lastTest === null) return null;
  const { say } = page;
  const { at, outcome, code, detail } = lastTest;
  const why = reasonWords(code);
  return (
    <p>
      {say(t.lastTest(vietnamMinute(at)))} <strong>{say(t.outcomes[outcome] ?? agencyTexts.title)}</strong>
      {why !== null && ` (${say(why)})`}
      {detail !== null && <span class="weak"> {detail}</span>}
    </p>
  );
}

function Test({ page, agency, lastTest }: AgencyProps): JSX.Element {
  return (
    <Section page={page} heading={t.test} hint={t.testHint}>
      <p class="weak">{page.say(t.testNote)}</p>
      <TestResult page={page} lastTest={lastTest} />
      <ActionForm
        page={page}
        action={`${agencyPath(agency)}/gui-thu`}
        button={t.testButton(channelName(agency.channel))}
        kind="outlined"
      />
    </Section>
  );
}

export function AgencyPage(props: AgencyProps): JSX.Element {
  const { page, agency, isOpen, secret } = props;
  const title = { vi: agency.name, en: agency.name };
  const notice = (
    <>
      {outcomeNotice(props)}
      {secret !== null && (
        <Notice page={page} kind="done" text={t.secret}>
          <p class="secret key">{secret}</p>
        </Notice>
      )}
    </>
  );
  const isTold = props.fault !== null || props.done !== null || secret !== null;
  return (
    <Frame page={page} title={title} heading={t.heading(agency.name, isOpen)} notice={isTold ? notice : undefined}>
      <Standing {...props} />
      <Test {...props} />
      <DetailsForm {...props} />
      <WebhookSection {...props} />
      <EndingSection {...props} />
      <Section page={page}>
        <a href="/van-hanh/co-quan">{page.say(t.back)}</a>
      </Section>
    </Frame>
  );
}
