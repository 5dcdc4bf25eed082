/**
 * An IMAP server that holds a few mails and answers as a test wants: also as real ones do only on bad days.
 * Source: RFC 3501; what imapflow asks for and no more.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface ScriptedImap {
  /** For CONGVAN_IMAP_URL; without TLS. */
  readonly url: string;
  /** Every command without its tag, in the order they came. */
  readonly commands: readonly string[];
  close(): Promise<void>;
}

export interface ImapScript {
  /** By UID. */
  readonly mails: ReadonlyMap<number, string>;
  /** UIDs that are left out of answers about several mails. */
  readonly leftOut?: ReadonlySet<number>;
  /** What is answered instead of these lines, which answer this command without its tag; null: the connection ends. */
  readonly change?: (command: string, lines: readonly string[]) => readonly string[] | null;
  /** Commands that are answered with NO. */
  readonly refused?: RegExp;
}

function itemsOf(uid: number, mail: string, wish: string): string {
  const partial = /BODY\.PEEK\[\]<(\d+)\.(\d+)>/.exec(wish);
  const items = [`UID ${uid}`];
  if (wish.includes('RFC822.SIZE')) items.push(`RFC822.SIZE ${mail.length}`);
  if (wish.includes('INTERNALDATE')) items.push('INTERNALDATE "19-May-2016 09:42:17 +0700"');
  if (partial !== null) {
    const start = Number(partial[1]);
    const piece = mail.slice(start, start + Number(partial[2]));
    items.push(`BODY[]<${start}> {${piece.length}}\r\n${piece}`);
  } else if (wish.includes('BODY.PEEK[]')) items.push(`BODY[] {${mail.length}}\r\n${mail}`);
  return items.join(' ');
}

function answerTo(command: string, { mails, leftOut = new Set() }: ImapScript): string[] {
  const [, uids = '', wish = ''] = /^UID FETCH (\S+) (.*)$/i.exec(command) ?? [];
  if (uids !== '') {
    const asked = uids.split(',').flatMap((range) => {
      const [from = 0, to = from] = range.split(':').map(Number);
      return [...mails.keys()].filter((uid) => uid >= from && uid <= to);
    });
    const given = asked.filter((uid) => asked.length === 1 || !wish.includes('BODY') || !leftOut.has(uid));
    return given.map(
      (uid) => `* ${[...mails.keys()].indexOf(uid) + 1} FETCH (${itemsOf(uid, mails.get(uid) ?? '', wish)})`,
    );
  }
  if (/^UID SEARCH/i.test(command)) return [`* SEARCH ${[...mails.keys()].join(' ')}`];
  if (/^SELECT/i.test(command))
    return [`* ${mails.size} EXISTS`, '* FLAGS (\\Seen)', '* OK [UIDVALIDITY 7]', `* OK [UIDNEXT ${mails.size + 1}]`];
  if (/^(?:LIST|LSUB)/i.test(command)) return ['* LIST () "/" INBOX'];
  return /^CAPABILITY/i.test(command) ? ['* CAPABILITY IMAP4rev1'] : [];
}

export async function openScriptedImap(script: ImapScript): Promise<ScriptedImap> {
  const commands: string[] = [];
  const changed = script.change ?? ((_command: string, lines: readonly string[]) => lines);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = `${rest}${chunk.toString('latin1')}`.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [, tag = '*', command = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
        commands.push(command);
        const lines = changed(command, answerTo(command, script));
        if (lines === null) socket.destroy();
        else if (script.refused?.test(command)) socket.write(`${tag} NO not now\r\n`);
        else socket.write([...lines, `${tag} OK done`, ''].join('\r\n'), 'latin1');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `imap://congvan:x@127.0.0.1:${(server.address() as AddressInfo).port}`,
    commands,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
