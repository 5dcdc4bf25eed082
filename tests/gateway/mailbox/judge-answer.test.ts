/** Who may answer by mail, walked through every combination of what can be known of a mail. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnswerFacts, judgeAnswer } from '../../../gateway/mailbox/answers/judge-answer.js';

const agency = 'H30.05';
const writtenAt = '2016-05-19T02:00:00Z';
const [before, after] = ['2016-05-18T02:00:00Z', '2016-05-20T02:00:00Z'];

const signature = (of: string, signedAt: string | null) => ({
  agency: of,
  signedAt,
  fingerprint: 'aa',
  sha256: 'bb',
});

const statuses = fc.constantFrom('02' as const, '03' as const, '06' as const);

const anyFacts: fc.Arbitrary<AnswerFacts> = fc.record({
  status: statuses,
  vouched: fc.constant(null),
  vouchedBy: fc.constant(null),
  agency: fc.constant(agency),
  writtenAt: fc.constant(writtenAt),
  hasToken: fc.boolean(),
  isNamedInText: fc.boolean(),
  soundsAutomatic: fc.boolean(),
  sender: fc.record({
    signature: fc.constantFrom(
      null,
      ...[agency, 'H30.01'].flatMap((of) => [before, after, null, 'no time'].map((at) => signature(of, at))),
    ),
    claims: fc.subarray([agency, 'H30.01', 'H30.31']),
    results: fc.record({ dmarc: fc.boolean(), aligned: fc.boolean() }),
  }),
});

/** Said once more, in other words than the code's. */
const isSigned = ({ sender, isNamedInText }: AnswerFacts) =>
  sender.signature?.agency === agency && sender.signature.signedAt === after && isNamedInText;
const isFromProvenAddress = ({ sender, hasToken }: AnswerFacts) =>
  hasToken && sender.results.dmarc && sender.claims.includes(agency) && (sender.signature?.agency ?? agency) === agency;

describe('an answer by mail', () => {
  it('acts only with a signature bound to the document, or, to accept in a mail that sounds like a person’s, from the proven mailbox with our token', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const accepts = facts.status === '03' && !facts.soundsAutomatic;
        const may = isSigned(facts) || (accepts && isFromProvenAddress(facts));
        expect(judgeAnswer(facts).act === 'now').toBe(may);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refusing, completing, or anything that sounds like a program’s, is asked about without a signature, never done', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const isMore = facts.status !== '03' || facts.soundsAutomatic;
        const isAsked = !isSigned(facts) && isFromProvenAddress(facts) && isMore;
        expect(judgeAnswer(facts).act === 'after-confirmation').toBe(isAsked);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['confirmed', 'operator'] as const)('acts once it is vouched for: %s', (vouched) => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(judgeAnswer({ ...facts, vouched, vouchedBy: agency })).toEqual({ act: 'now', proof: vouched });
      }),
    );
  });

  it('gains nothing by the confirmation of another agency', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const confirmed = { ...facts, vouched: 'confirmed', vouchedBy: 'H30.01' } as const;
        expect(judgeAnswer(confirmed)).toEqual(judgeAnswer(facts));
      }),
    );
  });

  it.each([
    ['another agency’s signature', { signature: signature('H30.01', after) }, {}, 'signature_of_another'],
    [
      'a signature that names no document',
      { signature: signature(agency, after) },
      { hasToken: false },
      'signature_unbound',
    ],
    [
      'a signature from before our mail',
      { signature: signature(agency, before) },
      { isNamedInText: true, hasToken: false },
      'signature_too_old',
    ],
    ['no token', {}, { hasToken: false }, 'token_missing'],
    ['another address', { claims: ['H30.01'] }, {}, 'address_unknown'],
    ['an address nobody vouches for', { results: { dmarc: false, aligned: true } }, {}, 'address_unproven'],
  ] as const)('names why it does not act: %s', (_name, sender, facts, why) => {
    const proven = { signature: null, claims: [agency], results: { dmarc: true, aligned: true } };
    const base = {
      status: '03',
      vouched: null,
      vouchedBy: null,
      agency,
      writtenAt,
      hasToken: true,
      isNamedInText: false,
      soundsAutomatic: false,
    } as const;
    expect(judgeAnswer({ ...base, ...facts, sender: { ...proven, ...sender } })).toEqual({ act: 'nothing', why });
  });
});
