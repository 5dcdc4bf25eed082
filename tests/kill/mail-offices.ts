/**
 * Agencies that have nothing but a mailbox, made through the commands an operator uses, beside the running processes. Each has an
 * address and a seal of its own, which it signs its mails with; all addresses end in one mailbox, so that one clerk can read for all.
 */
import { inParallel } from '../support/in-parallel.js';
import { type OpensslFolder, openOpenssl } from '../support/openssl-folder.js';
import type { Topology } from './topology.js';

export interface Office {
  readonly agency: string;
  readonly address: string;
  readonly token: string;
  /** As `signedMail` wants it. */
  readonly key: OpensslFolder;
}

export interface Parties {
  /** The agency with a document system: sends through the API to the offices, and gets what they send. */
  readonly system: { readonly agency: string; readonly token: string };
  readonly offices: readonly Office[];
  /** May see every mail. */
  readonly auditorToken: string;
}

const systemAgency = 'H30.03';
export const officeMailbox = 'vanthu@vanphong.example';
/** What comes to `vanthu+01@` lies in the mailbox of `vanthu@`. */
export const officeAddress = (index: number) => officeMailbox.replace('@', `+${index}@`);

/** The office takes its seal with it, as it may: its mail program signs with it. */
async function takeSeal(topology: Topology, fingerprint: string): Promise<OpensslFolder> {
  const key = openOpenssl();
  const word = key.write('word', 'mật-khẩu-của-tệp\n');
  await topology.command('cert', 'export', fingerprint, '--out', key.path('seal.p12'), '--passphrase-file', word);
  const part = (name: string, ...which: string[]) =>
    key.run('pkcs12', '-in', 'seal.p12', '-passin', `file:${word}`, '-nodes', '-out', name, ...which);
  part('seal.key', '-nocerts');
  part('seal.crt', '-nokeys', '-clcerts');
  part('issuing.crt', '-nokeys', '-cacerts');
  return key;
}

async function openOffice(topology: Topology, index: number): Promise<Office> {
  const agency = `H30.${50 + index}`;
  const address = officeAddress(index);
  const reached = ['--email', address, '--channel', 'email'];
  const added = await topology.command(
    'agency',
    'add',
    agency,
    '--name',
    `Cơ quan ${agency}`,
    ...reached,
    '--with-seal',
    '--json',
  );
  const { seal } = JSON.parse(added) as { seal: string };
  const key = await takeSeal(topology, seal);
  return { agency, address, key, token: await topology.command('token', 'create', '--agency', agency) };
}

export async function furnishOffices(topology: Topology, count: number): Promise<Parties> {
  await topology.command('agency', 'add', systemAgency, '--name', 'Cơ quan có QLVB', '--with-seal');
  const indexes = Array.from({ length: count }, (_, index) => index + 1);
  return {
    system: { agency: systemAgency, token: await topology.command('token', 'create', '--agency', systemAgency) },
    offices: await inParallel(indexes, (index) => openOffice(topology, index), 3),
    auditorToken: await topology.command('token', 'create', '--role', 'auditor'),
  };
}
