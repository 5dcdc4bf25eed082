/**
 * A reply to one of our mails: the status it declares is recorded, has to be confirmed, or nothing changes and its writer is told why.
 * Who may is judged in judge-answer.ts, what may follow what in the state tables. A mail that names nothing of ours is answered only
 * where its address is an agency's: nobody can have us write to others by guessing.
 * Source: issue "The e-mail gateway", part 2, "an answer".
 */
import { visible } from '../../../certs/verdict/html/markup.js';
import type { Answer, UnclearAnswer } from '../../../schemas/mail/sorted-mail.js';
import type { GatewayContext } from '../../context.js';
import { firstIdOf } from '../../database/first-id.js';
import { requestConfirmation } from '../confirmations/confirmations.js';
import { isAnswered } from '../documents/earlier-mails.store.js';
import type { Handled, IncomingMail, Letter, SenderProof } from '../incoming-mail.js';
import { reusedSignature, takeSignature } from '../sender/signature-use.js';
import { countExplained } from './answered-deliveries.store.js';
import {
  composeConfirmationRequest,
  composeRecorded,
  composeRefused,
  composeUnclear,
  composeUnproven,
} from './compose-answer-reply.js';
import { type FoundDelivery, findAnswered } from './find-answered.js';
import { type AnswerVerdict, judgeAnswer, type UnprovenCause } from './judge-answer.js';
import { foreseeAnswer, type GivenAnswer, type Place, readStanding, recordAnswer, type Standing } from './standing.js';

type Found = Extract<FoundDelivery, { kind: 'found' }>;

const dayMs = 86_400_000;
/** In a day, about one document and for one cause. */
const mostExplanations = 5;

const repeated = { state: 'done', result: 'repeated' } as const;
/** A list passed it on: it may wait for an operator, and must not have us write to anybody. */
const unasked = { result: 'sender_unproven', detail: 'what a program may have sent is not asked to confirm' } as const;
const resultOf = { '02': 'refused', '03': 'accepted', '06': 'completed' } as const;

export async function handleAnswer(ctx: GatewayContext, mail: IncomingMail, answer: Answer): Promise<Handled> {
  const found = await findAnswered(ctx, mail, answer.inReplyTo);
  const reused = await reusedSignature(ctx, mail, found.kind === 'found' ? found.delivery.id : null);
  if (reused !== null) return reused;
  if (found.kind !== 'found') return unfound(ctx, mail, found);
  const verdict = judgeAnswer({
    status: answer.status,
    vouched: mail.row.vouched,
    vouchedBy: mail.row.vouchedBy,
    sender: mail.sender,
    agency: found.delivery.agency,
    writtenAt: found.delivery.writtenAt,
    hasToken: found.hasToken,
    isNamedInText: found.isNamedInText,
    soundsAutomatic: answer.soundsAutomatic === true,
  });
  if (verdict.act === 'nothing') return unproven(ctx, mail, found, verdict.why);
  return new ProvenAnswer(ctx, mail, found, verdict, answer).handle();
}

export async function handleUnclearAnswer(
  ctx: GatewayContext,
  mail: IncomingMail,
  { why, line, inReplyTo }: UnclearAnswer,
): Promise<Handled> {
  const found = await findAnswered(ctx, mail, inReplyTo);
  const about: Pick<Handled, 'document' | 'delivery'> = found.kind === 'found' ? referenceOf(found) : {};
  const noted = { result: 'answer_unclear', detail: `${why}: ${visible(line)}`, ...about };
  const isStrange = found.kind === 'unknown' && mail.sender.claims.length === 0;
  if (isStrange || (await wasToldEnough(ctx, mail, noted))) return { state: 'quarantined', ...noted };
  const standing = found.kind === 'found' ? await standingFor(ctx, mail, found) : null;
  return { state: 'done', ...noted, ...replyWith(mail, composeUnclear(why, line, standing)) };
}

/** A program that answers our explanations, and does not say that it is one, must not do so for ever. */
async function wasToldEnough(
  ctx: GatewayContext,
  { sorted: { sender } }: IncomingMail,
  { result, delivery = null }: { readonly result: string; readonly delivery?: string | null },
): Promise<boolean> {
  if (sender === null) return true;
  const since = firstIdOf(new Date(Date.now() - dayMs));
  return (await countExplained(ctx.database, { sender, result, delivery }, since)) >= mostExplanations;
}

/** An answer whose sender is proven, or whom a click will prove. */
class ProvenAnswer {
  readonly #given: GivenAnswer;
  readonly #about: Pick<Handled, 'agency' | 'proof' | 'document' | 'delivery'>;

  constructor(
    private readonly ctx: GatewayContext,
    private readonly mail: IncomingMail,
    private readonly found: Found,
    private readonly verdict: Exclude<AnswerVerdict, { act: 'nothing' }>,
    { status, reason }: Answer,
  ) {
    const { agency, document } = found.delivery;
    const proof = evidenceOf(mail, verdict.proof);
    this.#given = { agency, document, code: status, reason, actor: `mail:${mail.row.id}`, proof };
    this.#about = { agency, proof: verdict.proof, ...referenceOf(found) };
  }

  handle(): Promise<Handled> {
    if (this.verdict.act === 'after-confirmation') return this.#ask();
    return this.verdict.proof === 'signature' ? this.#recordSigned() : this.#record({});
  }

  async #recordSigned(): Promise<Handled> {
    const reused = await takeSignature(this.ctx, this.mail, this.found.delivery.id);
    if (reused !== null) return reused;
    const { signature } = this.mail.sender;
    return this.#record(signature === null ? {} : { signatureSha256: signature.sha256 });
  }

  async #record(signed: Pick<Handled, 'signatureSha256'>): Promise<Handled> {
    const refusal = await recordAnswer(this.ctx, this.#given);
    const about = { ...this.#about, ...signed };
    const { code } = this.#given;
    if (refusal === null && (await this.#isRepeated(resultOf[code]))) return { ...about, ...repeated };
    const standing = await readStanding(this.ctx, this.#given);
    if (refusal === null)
      return {
        state: 'done',
        result: resultOf[code],
        isRecorded: true,
        ...about,
        ...this.#tell(composeRecorded(code, standing), standing),
      };
    const reply = this.#tell(composeRefused(code, refusal, standing), standing);
    return { state: 'done', result: refusal.code, detail: refusal.detail, ...about, ...reply };
  }

  /** No signature covers From: an address that nothing else shows is not told where the document stands. */
  #tell(text: Letter, { agency }: Standing): Pick<Handled, 'reply'> {
    const { claims, results } = this.mail.sender;
    if (claims.includes(agency.code) || results.aligned) return replyWith(this.mail, text);
    return agency.email === null ? {} : { reply: { to: agency.email, ...text } };
  }

  /** A mail that came in twice is answered once. Two copies handled at the same moment meet in the index `mails_in_answered`. */
  async #isRepeated(result: string): Promise<boolean> {
    const { messageId } = this.mail.sorted;
    const delivery = this.found.delivery.id;
    return messageId !== null && isAnswered(this.ctx.database, { delivery, messageId, result }, this.mail.row.id);
  }

  /** Nobody is asked for what is recorded already, or cannot be. */
  async #ask(): Promise<Handled> {
    if ((await foreseeAnswer(this.ctx, this.#given)) !== 'open') return this.#record({});
    if (await this.#isRepeated('confirmation_asked')) return { ...this.#about, ...repeated };
    const { code, reason, agency } = this.#given;
    const standing = await readStanding(this.ctx, this.#given);
    const address = standing.agency.email;
    if (address === null) return { state: 'quarantined', result: 'mail_address_missing', ...this.#about };
    if (!this.mail.sorted.mayBeAnswered) return { state: 'quarantined', ...unasked, ...this.#about };
    const subject = { mail: this.mail.row.id, agency, address };
    const link = await requestConfirmation(this.ctx, this.ctx.database, subject);
    const reply = { to: address, ...composeConfirmationRequest(code, reason, standing, link) };
    return { state: 'awaiting', result: 'confirmation_asked', ...this.#about, reply };
  }
}

const referenceOf = ({ delivery }: Found) => ({ document: delivery.document, delivery: delivery.id });

/** For the event: what shows later that the agency said so. The original lies in the blob store under its digest. */
function evidenceOf({ row, sender }: IncomingMail, proof: SenderProof): Readonly<Record<string, unknown>> {
  const { signature } = sender;
  return {
    by: proof,
    mailSha256: row.sha256,
    ...(proof === 'signature' && signature !== null
      ? { certificate: signature.fingerprint, signatureSha256: signature.sha256 }
      : {}),
    ...(row.vouchedBy === null ? {} : { vouchedBy: row.vouchedBy }),
  };
}

async function unfound(
  ctx: GatewayContext,
  mail: IncomingMail,
  { kind }: Exclude<FoundDelivery, Found>,
): Promise<Handled> {
  const result = kind === 'unknown' ? 'delivery_unknown' : 'answer_ambiguous';
  const isStrange = kind === 'unknown' && mail.sender.claims.length === 0;
  const letter = composeUnproven(kind === 'unknown' ? 'token_missing' : kind, null);
  const isTold = !isStrange && !(await wasToldEnough(ctx, mail, { result }));
  return { state: 'quarantined', result, ...(isTold ? replyWith(mail, letter) : {}) };
}

async function unproven(ctx: GatewayContext, mail: IncomingMail, found: Found, why: UnprovenCause): Promise<Handled> {
  const { signatureFault } = mail.sender;
  const noted = {
    state: 'quarantined',
    result: 'sender_unproven',
    detail: signatureFault === null ? why : `${why}; ${signatureFault}`,
    ...referenceOf(found),
  } as const;
  if (await wasToldEnough(ctx, mail, noted)) return noted;
  return { ...noted, ...replyWith(mail, composeUnproven(why, await standingFor(ctx, mail, found))) };
}

/** A mail to the agency's own address may say what it is about, whoever caused it; one to another address must not. */
async function standingFor(
  ctx: GatewayContext,
  { sender }: IncomingMail,
  { delivery }: Found,
): Promise<Standing | null> {
  const place: Place = delivery;
  return sender.claims.includes(place.agency) ? readStanding(ctx, place) : null;
}

function replyWith({ sorted }: IncomingMail, text: Letter): Pick<Handled, 'reply'> {
  return sorted.sender === null ? {} : { reply: { to: sorted.sender, ...text } };
}
