/** `congvan cert trust | distrust`: which certification authorities this gateway trusts, and since when. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readCertificates } from '../../certs/keys/file-key.js';
import { addAnchor, removeAnchor } from '../../gateway/identity/trust.js';
import { selectTrustHistory, type TrustChangeRow } from '../../gateway/identity/trust.store.js';
import { Problem } from '../../schemas/problems/problem.js';
import { answer, type CommandOutput, printTable } from '../command-output.js';
import { findByPrefix } from '../find-certificate.js';
import { operatorName } from '../operator-name.js';
import { withGateway } from '../with-gateway.js';

const mostChanges = 1000;

interface TrustOptions {
  readonly reason?: string;
  readonly history?: boolean;
}

export function addTrusting(cert: Command, output: CommandOutput): void {
  cert
    .command('trust')
    .description('tin một cơ quan chứng thực / trust a certification authority')
    .argument('[certificate]', 'PEM or DER')
    .option('--reason <text>', 'lý do / why')
    .option('--history', 'ai đã thay đổi, khi nào / who changed what is trusted, and when')
    .action((file: string | undefined, options: TrustOptions) =>
      options.history === true ? printHistory(output) : trustFile(output, file, options.reason),
    );
  cert
    .command('distrust')
    .description('thôi tin / stop trusting it')
    .argument('<fingerprint>')
    .option('--reason <text>', 'lý do / why')
    .action((prefix: string, { reason }: TrustOptions) =>
      withGateway(async ({ ctx }) => {
        const { fingerprint } = await findByPrefix(ctx.database, prefix);
        await removeAnchor(ctx.database, fingerprint, decided(reason, ctx.now()));
        answer(output, { fingerprint }, '');
      }),
    );
}

const decided = (reason: string | undefined, at: Date) => ({
  actor: operatorName(),
  at,
  ...(reason === undefined ? {} : { reason }),
});

async function trustFile(output: CommandOutput, file: string | undefined, reason: string | undefined): Promise<void> {
  if (file === undefined)
    throw new Problem('invalid_request', { detail: 'Name the certificate, or ask for --history' });
  const certificates = readCertificates(await readFile(file));
  await withGateway(async ({ ctx }) => {
    const fingerprints: string[] = [];
    for (const certificate of certificates)
      fingerprints.push(await addAnchor(ctx.database, certificate, decided(reason, ctx.now())));
    answer(output, { fingerprints }, fingerprints.map((fingerprint) => `${fingerprint}\n`).join(''));
  });
}

function printHistory(output: CommandOutput): Promise<void> {
  return withGateway(async ({ ctx }) => {
    const changes = await selectTrustHistory(ctx.database, mostChanges);
    answer(output, changes, () => printChanges(output, changes));
  });
}

function printChanges(output: CommandOutput, changes: readonly TrustChangeRow[]): void {
  printTable(
    output,
    ['BẢN', 'LÚC', 'VIỆC', 'DẤU VÂN TAY', 'CHỨNG THƯ', 'NGƯỜI', 'LÝ DO'],
    changes.map(({ version, at, trusted, fingerprint, subject, actor, reason }) => [
      String(version),
      at,
      trusted ? 'tin / trusted' : 'thôi tin / distrusted',
      fingerprint.slice(0, 16),
      subject,
      actor,
      reason,
    ]),
    'chưa tin ai / nobody was ever trusted',
  );
}
