/** Mails out and in beside what others need for the same, and what they cost in memory; over a real Postfix and Dovecot. */
import { mailServerMissing } from '../peers/mail-server.js';
import type { Benchmark } from '../result.js';
import { measureIn } from './mail-in.js';
import { measureMemory } from './mail-memory.js';
import { measureOut } from './mail-out.js';
import { inMailRoom } from './mail-room.js';

export const mail: Benchmark = {
  name: 'mail',
  about: 'mails out and in, beside nodemailer and imapflow alone; memory over thousands of them',
  run: async () => {
    const missing = mailServerMissing();
    if (missing !== null) {
      process.stderr.write(`mail: left out: ${missing}\n`);
      return [];
    }
    return [
      ...(await inMailRoom(async (room) => [await measureOut(room)])),
      ...(await inMailRoom(measureIn)),
      ...(await inMailRoom(measureMemory)),
    ];
  },
};
