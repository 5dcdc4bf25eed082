/** Channels to pause and resume, reasons of failures to send again together, and the list of deliveries. No subject stands here. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { quotedAtEnd } from '../../../../schemas/words/quoted.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import { channelName, reasonWords } from '../../../deliveries/channel-names.js';
import type { FailedReason } from '../../../deliveries/operator.store.js';
import type { Page } from '../../page.js';
import { Ask } from '../../parts/ask.js';
import { ActionForm } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { deliveryTexts as t } from '../../texts/operator-deliveries.js';
import type { DeliveriesProps, ShownChannel } from './deliveries-props.js';
import { DeliveryList } from './delivery-list.js';
import { outcomeNotice } from './outcome.js';
import { ReasonField } from './reason-field.js';

function ChannelState({ page, channel }: { readonly page: Page; readonly channel: ShownChannel }): JSX.Element {
  const { say } = page;
  const { waiting, sending, pause } = channel;
  return (
    <div class="wide">
      <strong>{say(channelName(channel.name))}</strong>
      <span class={`status ${pause === null ? 'normal' : 'stopped'}`}>
        <Icon name={pause === null ? 'done' : 'paused'} />
        {say(pause === null ? t.running : t.stopped)}
      </span>
      {pause !== null && (
        <span class="weak">
          {say(t.stoppedBy(pause.by, vietnamMinute(pause.at)))}
          {pause.reason === null ? '.' : `: ${quotedAtEnd(pause.reason)}`}{' '}
        </span>
      )}
      <span class="weak">
        {say(t.work(waiting, sending))}
        {pause !== null && sending === 0 && `; ${say(t.drained)}`}
      </span>
    </div>
  );
}

function Channel({ page, channel }: { readonly page: Page; readonly channel: ShownChannel }): JSX.Element {
  const named = channelName(channel.name);
  const path = `/van-hanh/kenh/${channel.name}`;
  return (
    <li id={`kenh-${channel.name}`}>
      <ChannelState page={page} channel={channel} />
      {channel.pause === null ? (
        <Ask
          page={page}
          opener={t.pause(named)}
          question={t.pauseQuestion(named)}
          action={`${path}/dung`}
          button={t.pauseButton(named)}
        >
          <ReasonField page={page} id={`ly-do-${channel.name}`} />
        </Ask>
      ) : (
        <ActionForm page={page} action={`${path}/chay`} button={t.resume(named)} kind="outlined" />
      )}
    </li>
  );
}

const reasonText = ({ reasonCode }: FailedReason): Bilingual => reasonWords(reasonCode) ?? t.noReason;

function Reason({ page, reason }: { readonly page: Page; readonly reason: FailedReason }): JSX.Element {
  const { say } = page;
  const { channel, count, since, reasonCode } = reason;
  const atOnce = Math.min(count, 500);
  return (
    <li>
      <div class="wide">
        {say(channelName(channel))}: {say(reasonText(reason))}
        <br />
        <span class="weak">{say(t.since(count, vietnamMinute(since)))}</span>
      </div>
      <Ask
        page={page}
        kind="plain"
        opener={t.retryAll(atOnce)}
        question={t.retryQuestion(atOnce, channelName(channel), reasonText(reason))}
        action="/van-hanh/gui/lai"
        button={t.retryButton(atOnce)}
        fields={{ kenh: channel, 'ma-ly-do': reasonCode ?? '' }}
      />
    </li>
  );
}

export function DeliveriesPage(props: DeliveriesProps): JSX.Element {
  const { page, channels, reasons } = props;
  const waiting = channels.reduce((sum, channel) => sum + channel.waiting, 0);
  const failed = reasons.reduce((sum, { count }) => sum + count, 0);
  return (
    <Frame page={page} title={t.title} heading={t.heading(waiting, failed)} notice={outcomeNotice(props)}>
      <Section page={page} heading={t.channels} hint={t.channelsHint}>
        <ul class="lines">
          {channels.map((channel) => (
            <Channel key={channel.name} page={page} channel={channel} />
          ))}
        </ul>
      </Section>
      {reasons.length > 0 && (
        <Section page={page} heading={t.reasons} hint={t.reasonsHint}>
          <ul class="lines">
            {reasons.map((reason) => (
              <Reason key={`${reason.channel} ${reason.reasonCode}`} page={page} reason={reason} />
            ))}
          </ul>
        </Section>
      )}
      <DeliveryList {...props} />
    </Frame>
  );
}
