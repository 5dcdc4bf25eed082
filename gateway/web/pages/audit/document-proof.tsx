/** The proof of one document: what the log says of it, followed to the signed root; what to take along; who looked. */
import type { JSX } from 'preact';
import { formatDocumentCode } from '../../../../schemas/directory/notation.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute, vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import type { FollowedProof } from '../../../audit/prove-document.js';
import { whole } from '../../format-number.js';
import { Digest } from '../../parts/digest.js';
import { type Fact, Facts } from '../../parts/facts.js';
import { Frame, Section } from '../../parts/frame.js';
import { proofTexts as t } from '../../texts/audit-proof.js';
import { ProofEvents } from './proof-events.js';
import { ProofViews, type ViewsProps } from './proof-views.js';

export interface DocumentProofProps extends ViewsProps {
  readonly now: Date;
  readonly proof: FollowedProof;
}

function headingOf({ document, events, checkpoint }: FollowedProof): Bilingual {
  const code = formatDocumentCode(document);
  const count = (wanted: string) => events.filter(({ inclusion }) => inclusion === wanted).length;
  const [inside, waiting] = [count('included'), count('waiting')];
  const wrong = events.length - inside - waiting;
  if (wrong > 0) return t.fails(code, wrong);
  if (checkpoint === null || inside === 0) return t.none(code);
  return waiting === 0 ? t.holds(code, inside) : t.partly(code, inside, waiting);
}

function About({ page, proof: { document } }: DocumentProofProps): JSX.Element {
  const { say } = page;
  const { proof } = document;
  const state = say(t.sealStates[proof?.state ?? 'none'] ?? t.sealStates['none'] ?? t.seal);
  const proven = proof?.provenAt ? `, ${say(t.provenAt(vietnamTime(proof.provenAt)))}` : '';
  const rows: Fact[] = [
    [t.subject, <span class="subject">{document.subject}</span>],
    [t.sender, `${document.fromName} (${document.from})`],
    [t.sentAt, vietnamTime(document.sentAt)],
    [t.container, <Digest hex={document.sha256} />],
    [t.seal, `${state}${proven}`],
  ];
  return (
    <Section page={page} heading={t.document}>
      <Facts page={page} rows={rows} />
      <p class="actions">
        <a href={`/van-ban/${document.id}`}>{say(t.open)}</a>
      </p>
    </Section>
  );
}

function Downloads({ page, proof: { document } }: DocumentProofProps): JSX.Element {
  const { say } = page;
  const api = `/api/v1/documents/${document.id}`;
  const links: readonly (readonly [href: string, text: Bilingual])[] = [
    [`${api}/proof`, t.proofFile],
    [`${api}/container`, t.containerFile],
    [`/kiem-toan/van-ban/${document.id}/phieu-kiem-tra`, t.report],
    ...document.statuses.map(({ id, code, agency }) => [`${api}/statuses/${id}`, t.receipt(code, agency)] as const),
  ];
  return (
    <Section page={page} heading={t.downloads} hint={t.downloadsHint}>
      <ul class="links">
        {links.map(([href, text]) => (
          <li key={href}>
            <a href={href}>{say(text)}</a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Checkpoint({ page, proof: { checkpoint } }: DocumentProofProps): JSX.Element | null {
  const { say } = page;
  if (checkpoint === null) return null;
  const { origin, size, root } = checkpoint;
  const rows: Fact[] = [
    [t.origin, origin],
    [t.size, say(whole(size))],
    [t.root, root === null ? say(t.unsigned) : <Digest hex={root} />],
  ];
  return (
    <Section page={page} heading={t.checkpoint}>
      <Facts page={page} rows={rows} />
      <h3>{say(t.byYourself)}</h3>
      <p>{say(t.byYourselfText)}</p>
      <pre class="command">
        <code>congvan verify --offline proof.asice --trust root.pem</code>
      </pre>
      <p class="weak">{say(t.byHand)}</p>
    </Section>
  );
}

export function DocumentProofPage(props: DocumentProofProps): JSX.Element {
  const { page, proof, now } = props;
  return (
    <Frame
      page={page}
      title={t.title(formatDocumentCode(proof.document))}
      heading={headingOf(proof)}
      beside={page.say(t.followed(vietnamMinute(now.toISOString())))}
      live={`document:${proof.document.id}`}
    >
      <About {...props} />
      <ProofEvents page={page} events={proof.events} />
      <Checkpoint {...props} />
      <Downloads {...props} />
      <ProofViews {...props} />
    </Frame>
  );
}
