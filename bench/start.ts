/** How long `npm start` takes the second time, from the command to the line `ready`, the check of the build included and shown apart. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './peers/free-port.js';
import { median } from './rate.js';
import { absolute, type Benchmark } from './result.js';
import { endProcess, spawnReady } from './running-gateway.js';

const scripts = fileURLToPath(new URL('../../scripts/', import.meta.url));
const targetSeconds = 2;
const rounds = 5;

export const start: Benchmark = {
  name: 'start',
  about: 'npm start, second time',
  run: async () => {
    const data = await mkdtemp(join(tmpdir(), 'congvan-bench-'));
    await chmod(data, 0o711);
    const env = { CONGVAN_DATA: data, CONGVAN_PORT: String(await freePort()) };
    try {
      const first = await timeStart(env);
      const again: number[] = [];
      const check: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        check.push(timeCheck());
        again.push(await timeStart(env));
      }
      const afterCheck = median(again) - median(check);
      return [
        absolute('npm start, second time, after the build check', 's', afterCheck, {
          text: `≤ ${targetSeconds} s`,
          met: afterCheck <= targetSeconds,
        }),
        absolute('npm start, build check', 's', median(check), null),
        absolute('npm start, first time, built already', 's', first, null),
      ];
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
};

async function timeStart(env: NodeJS.ProcessEnv): Promise<number> {
  const began = performance.now();
  const child = await spawnReady([process.execPath, join(scripts, 'start.mjs')], env);
  const seconds = (performance.now() - began) / 1000;
  await endProcess(child);
  return seconds;
}

/** The same installing and building that `npm start` begins with, when there is nothing to do. */
function timeCheck(): number {
  const began = performance.now();
  spawnSync(process.execPath, [join(scripts, 'build.mjs')]);
  return (performance.now() - began) / 1000;
}
