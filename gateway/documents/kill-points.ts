/**
 * Named points at which a test makes this process end as if by kill -9, to prove that nothing is lost there.
 * Does nothing unless a point was armed at start (setting `killAt`); knows no context, so that any room can call it.
 */

export const killPoints = [
  'container-written',
  'committed',
  'delivery-sent',
  /** A mail's row is written, its mailbox not yet told. */
  'mail-taken',
  /** What a mail asked for is committed, the mail not yet finished. */
  'mail-acted',
  /** The mail server took an answer, which is not yet written down. */
  'reply-sent',
  /** A draft's undo window is over and a worker has it; nothing of it is submitted. */
  'draft-claimed',
] as const;

export type KillPoint = (typeof killPoints)[number];

/** `name` kills at the first pass, `name:3` at the third, `name:0.1` at one pass in ten. */
export const killWishForm = /^([a-z-]+)(?::(\d+(?:\.\d+)?))?$/;

type Pass = (point: KillPoint) => boolean;

let isDue: Pass = () => false;

/**
 * Arms a point for the rest of this process' life; null disarms.
 * @throws RangeError for a point that does not exist
 */
export function armKillPoint(wish: string | null): void {
  isDue = wish === null ? () => false : counting(wish);
}

/** Ends the process here when this point is due. */
export function killPoint(point: KillPoint): void {
  if (isDue(point)) process.kill(process.pid, 'SIGKILL');
}

function counting(wish: string): Pass {
  const [, name = '', amount = '1'] = killWishForm.exec(wish) ?? [];
  if (!(killPoints as readonly string[]).includes(name)) throw new RangeError(`there is no kill point "${wish}"`);
  const limit = Number(amount);
  let passes = 0;
  return (point) => {
    if (point !== name) return false;
    passes += 1;
    return Number.isInteger(limit) ? passes === limit : Math.random() < limit;
  };
}
