/** What happened to the document, newest first: time, icon, who did what, and the evidence of it; what is long past is folded. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamBrief } from '../../../../schemas/words/vietnam-time.js';
import { Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { documentTexts as t } from '../../texts/document.js';
import { capital } from '../../texts/standing.js';
import type { DocumentProps } from './document-props.js';
import { type TimelineLine, timelineLines } from './timeline-lines.js';

const shownAtOnce = 20;

const told = (props: DocumentProps, text: string | Bilingual) =>
  typeof text === 'string' ? text : props.page.say(text);

function Second({ props, line }: { readonly props: DocumentProps; readonly line: TimelineLine }): JSX.Element | null {
  const parts = [
    ...line.facts.map((fact, at) => (at === 0 ? capital(told(props, fact)) : told(props, fact))),
    ...line.links.map(({ href, text }) => (
      <a key={href} href={href}>
        {props.page.say(text)}
      </a>
    )),
  ];
  if (parts.length === 0) return null;
  return <p class="second-line">{parts.flatMap((part, at) => (at === 0 ? [part] : [' · ', part]))}</p>;
}

function Line({ props, line }: { readonly props: DocumentProps; readonly line: TimelineLine }): JSX.Element {
  const { at, icon, kind, who, act, quote } = line;
  const brief = vietnamBrief(at, props.now);
  return (
    <li class={kind}>
      <time dateTime={at}>{brief}</time>
      <Icon name={icon} />
      <div>
        <p>
          {who !== null && <strong>{told(props, who)}</strong>} {props.page.say(act)}
          {quote !== null && (
            <>
              {': '}
              <q>{quote}</q>
            </>
          )}
        </p>
        <Second props={props} line={line} />
      </div>
    </li>
  );
}

function Lines({
  props,
  lines,
}: {
  readonly props: DocumentProps;
  readonly lines: readonly TimelineLine[];
}): JSX.Element {
  return (
    <ol class="timeline">
      {lines.map((line, at) => (
        <Line key={`${line.at}-${at}`} props={props} line={line} />
      ))}
    </ol>
  );
}

export function Timeline(props: DocumentProps): JSX.Element {
  const { page } = props;
  const lines = timelineLines(props);
  const folded = lines.slice(shownAtOnce);
  return (
    <Section page={page} liveId="dien-bien" heading={t.timeline} hint={t.timelineHint}>
      <Lines props={props} lines={lines.slice(0, shownAtOnce)} />
      {folded.length > 0 && (
        <details id="dien-bien-cu">
          <summary>{page.say(t.older(folded.length))}</summary>
          <Lines props={props} lines={folded} />
        </details>
      )}
    </Section>
  );
}
