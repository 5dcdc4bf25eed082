/** When a process has come to rest: nothing it does later is taken for what is measured next. Source: proc(5), `/proc/PID/stat`. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const ticksPerSecond = 100;
/** In hundredths of a processor. */
const restingTicks = 6;
/** Longer than the pauses between what it does now and then. */
const restingSeconds = 4;
const patienceSeconds = 180;

/** Processor time it has used, in ticks. The name of the program, in brackets, may hold anything. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Waits until the process hardly used the processor for four seconds; for three minutes at most. */
export async function awaitRest(pid: number): Promise<void> {
  const until = Date.now() + patienceSeconds * 1000;
  let before = ticksOf(pid);
  for (let resting = 0; resting < restingSeconds && Date.now() < until; ) {
    await pause(1000);
    const now = ticksOf(pid);
    resting = ((now - before) / ticksPerSecond) * 100 <= restingTicks ? resting + 1 : 0;
    before = now;
  }
}
