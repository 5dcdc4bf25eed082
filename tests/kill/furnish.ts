/** Agencies, keys, tokens and a webhook, made through the commands an operator uses, beside the running processes. */
import type { Topology } from './topology.js';

export const sender = 'H30.03';
const readers = ['H30.05', 'H30.15'];
const webhookAgency = 'H30.31';
/** Everybody a document of a run goes to. */
export const recipients = [...readers, webhookAgency];

export async function furnish(topology: Topology, receiverUrl: string) {
  for (const code of [sender, ...readers])
    await topology.command('agency', 'add', code, '--name', `Cơ quan ${code}`, '--with-seal');
  await topology.command('agency', 'add', webhookAgency, '--name', 'Cơ quan có QLVB');
  await topology.command('webhook', 'set', '--agency', webhookAgency, '--url', receiverUrl);
  const tokenOf = async (agency: string) => ({
    agency,
    token: await topology.command('token', 'create', '--agency', agency),
  });
  return {
    senderToken: (await tokenOf(sender)).token,
    readers: await Promise.all(readers.map(tokenOf)),
    webhookAgency: await tokenOf(webhookAgency),
  };
}

export type People = Awaited<ReturnType<typeof furnish>>;
