/**
 * Work that is done again and again: at least every so often, and at once when woken. Never twice at the same time; a fault is
 * logged and the next round tries again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

export interface Repeater {
  wake(): void;
  /** Lets a running round finish. */
  stop(): Promise<void>;
  /** When a round last ended well, in milliseconds since 1970. */
  readonly lastSuccessMs: number;
}

export interface RepeatSettings {
  readonly name: string;
  readonly everyMs: number;
  /** The least time between the ends and beginnings of rounds, so that many wake-ups become one round; 0 when left out. */
  readonly restMs?: number;
  readonly log: Logger;
}

/** @param round one round of work; true when more is waiting, so that the next round follows at once */
export function repeat(settings: RepeatSettings, round: () => Promise<boolean>): Repeater {
  let lastSuccessMs = Date.now();
  let isStopped = false;
  let isAgain = false;
  let isFaulty = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const runOnce = async () => {
    try {
      isAgain = (await round()) || isAgain;
      lastSuccessMs = Date.now();
      if (isFaulty) settings.log.info({ loop: settings.name }, 'working again');
      isFaulty = false;
    } catch (error) {
      if (!isFaulty) settings.log.error({ loop: settings.name, err: error }, 'a round failed; trying again');
      isFaulty = true;
      isAgain = false;
    }
  };
  const run = async () => {
    do {
      isAgain = false;
      await runOnce();
      if (settings.restMs !== undefined && !isStopped) await pause(settings.restMs);
    } while (isAgain && !isStopped);
    running = undefined;
    if (!isStopped) timer = setTimeout(wake, settings.everyMs);
  };
  const wake = () => {
    isAgain = true;
    if (isStopped || running !== undefined) return;
    clearTimeout(timer);
    running = run();
  };
  wake();
  return {
    wake,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
    get lastSuccessMs() {
      return lastSuccessMs;
    },
  };
}
