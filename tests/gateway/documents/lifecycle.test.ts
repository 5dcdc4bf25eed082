import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerMoves,
  type ChangeRequest,
  decideAnswer,
  decideDocument,
  decideRequest,
  decideStatus,
  deliveryMoves,
  documentMoves,
  isWithdrawn,
  maySetOut,
  type RecipientStatus,
  type RequestKind,
  type RequestState,
  requireMove,
  statusMoves,
} from '../../../gateway/documents/lifecycle.js';
import type { StatusCode } from '../../../schemas/directory/statuses.js';
import { isProblem } from '../../../schemas/problems/problem.js';

const positions: RecipientStatus[] = [null, '01', '02', '03', '04', '05', '06'];
const wishes: StatusCode[] = ['01', '02', '03', '04', '05', '06'];

/** Written down a second time, from the regulation's flow: 01 → {02, 03}; 03 → 04 → 05 → 06, 04 and 05 may be skipped. */
const legal = new Set(['null>01', '01>02', '01>03', '03>04', '03>05', '03>06', '04>05', '04>06', '05>06']);

function pairs<A, B>(left: readonly A[], right: readonly B[]): [A, B][] {
  return left.flatMap((one) => right.map((other): [A, B] => [one, other]));
}

const problemOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
  return undefined;
};

describe('statuses of a recipient', () => {
  it.each(pairs(positions, wishes))(
    'from %s to %s moves exactly as the regulation flows, and says the rule otherwise',
    (from, code) => {
      const act = () => decideStatus(from, [], { code, reason: 'gửi nhầm' });
      if (from === code) return expect(act()).toEqual({ unchanged: true });
      if (legal.has(`${from}>${code}`)) return expect(act()).toEqual({ unchanged: false, codes: [code] });
      const problem = problemOf(act);
      expect(problem?.code).toBe('illegal_move');
      return expect(problem?.detail).toMatch(new RegExp(`${code}.*cannot follow`));
    },
  );

  it.each(pairs(['03', '04', '05', '06'] as const, wishes))(
    'at %s repeat %s without effect when it was gone through, without a reason too',
    (current, code) => {
      expect(decideStatus(current, [code], { code })).toEqual({ unchanged: true });
    },
  );

  it('accepts before it completes only when asked, and only from 01', () => {
    expect(decideStatus('01', [], { code: '06', acceptFirst: true })).toEqual({
      unchanged: false,
      codes: ['03', '06'],
    });
    expect(problemOf(() => decideStatus('01', [], { code: '06' }))?.code).toBe('illegal_move');
    expect(problemOf(() => decideStatus('02', [], { code: '06', acceptFirst: true }))?.code).toBe('illegal_move');
    expect(problemOf(() => decideStatus(null, [], { code: '06', acceptFirst: true }))?.code).toBe('illegal_move');
  });

  it('refuses without a reason are not accepted', () => {
    expect(problemOf(() => decideStatus('01', [], { code: '02', reason: '  ' }))).toMatchObject({
      code: 'invalid_request',
      field: 'reason',
    });
  });

  it('never leaves a final status and never goes back, whatever is tried', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...wishes), { maxLength: 30 }), (tries) => {
        const seen = walk(tries);
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toEqual([...seen].sort());
        expect(seen.includes('02') ? seen.at(-1) : '02').toBe('02');
      }),
    );
  });
});

/** The statuses gone through when the wishes come one after the other, illegal ones refused. */
function walk(tries: readonly StatusCode[]): StatusCode[] {
  const seen: StatusCode[] = [];
  for (const code of tries) {
    const current = (seen.at(-1) ?? null) as RecipientStatus;
    problemOf(() => {
      const decision = decideStatus(current, seen, { code, reason: 'lý do' });
      if (!decision.unchanged) seen.push(...decision.codes);
    });
  }
  return seen;
}

const kinds: readonly RequestKind[] = ['recall', 'update', 'replace'];
const states: RequestState[] = [null, 'pending', 'agreed', 'refused'];

describe('change requests', () => {
  it.each(pairs(pairs(kinds, states), ['15', '16'] as const))(
    '%s answered by %s: only while it waits; the same answer again changes nothing',
    ([kind, state], code) => {
      const answer = code === '15' ? 'agreed' : 'refused';
      const act = () => decideAnswer({ kind: state === null ? null : kind, state }, { code, reason: 'đã dùng' });
      if (state === answer) expect(act()).toEqual({ unchanged: true, state: answer });
      else if (state === 'pending') expect(act()).toEqual({ unchanged: false, state: answer });
      else expect(problemOf(act)?.code).toBe('illegal_move');
    },
  );

  it('wait for an answer where the document is held, and not where it never came or was refused', () => {
    const none: ChangeRequest = { kind: null, state: null };
    for (const status of positions) {
      const expected = status === '02' ? 'agreed' : 'pending';
      expect(decideRequest('recall', { status, request: none, stopped: false })).toBe(expected);
    }
    expect(decideRequest('recall', { status: null, request: none, stopped: true })).toBe('agreed');
  });

  it.each(pairs(pairs(kinds, kinds), ['pending', 'agreed', 'refused'] as const))(
    '%s while the other is %s: only a recall overtakes another, the same again changes nothing, a refused one may be asked again, a copy that is gone stays so',
    ([kind, asked], state) => {
      const act = () => decideRequest(kind, { status: '03', request: { kind: asked, state }, stopped: false });
      if (asked === kind && state !== 'refused') expect(act()).toBe('keep');
      else if (state === 'agreed' && asked !== 'update') expect(act()).toBe(kind === 'recall' ? 'agreed' : 'keep');
      else if (state === 'pending' && kind !== 'recall') expect(problemOf(act)?.code).toBe('illegal_move');
      else expect(act()).toBe('pending');
    },
  );

  it('end a document only when everybody answered', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 6 }),
        (kind, answers) => {
          const state = decideDocument(kind, answers);
          const open = answers.some((answer) => answer === null || answer === 'pending');
          const agreed = answers.filter((answer) => answer === 'agreed').length;
          if (open || kind === 'update' || agreed === 0) expect(state).toBe('sealed');
          else if (kind === 'recall') expect(state).toBe('recalled');
          else expect(state).toBe(agreed === answers.length ? 'replaced' : 'sealed');
        },
      ),
    );
  });

  it('take the copy away only from those who agreed to a recall or replacement', () => {
    for (const kind of kinds) {
      for (const state of states) {
        expect(isWithdrawn({ kind, state })).toBe(state === 'agreed' && kind !== 'update');
      }
    }
  });
});

describe('a document on its way', () => {
  it('does not set out where the sender wants it back or has sent another one, until the recipient refuses that', () => {
    for (const kind of kinds)
      for (const state of ['pending', 'agreed', 'refused'] as const)
        expect(maySetOut({ kind, state })).toBe(kind === 'update' || state === 'refused');
    expect(maySetOut({ kind: null, state: null })).toBe(true);
  });
});

describe('the tables themselves', () => {
  it('documents move exactly as stated', () => {
    const all = Object.keys(documentMoves) as (keyof typeof documentMoves)[];
    const allowed = new Set(['sealing>sealed', 'sealing>cancelled', 'sealed>recalled', 'sealed>replaced']);
    for (const from of all) {
      for (const to of all) {
        const problem = problemOf(() => requireMove(from, to));
        expect(problem?.code).toBe(allowed.has(`${from}>${to}`) ? undefined : 'illegal_move');
      }
    }
  });

  it.each([
    ['documents', documentMoves],
    ['statuses', statusMoves],
    ['answers', answerMoves],
    ['deliveries', deliveryMoves],
  ])('%s: every target is a state of the table', (_name, table) => {
    const names = new Set(Object.keys(table));
    for (const targets of Object.values(table)) for (const target of targets) expect(names).toContain(target);
  });
});
