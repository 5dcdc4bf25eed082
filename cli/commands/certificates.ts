/** `congvan cert …`: seals of agencies, what this gateway trusts, and the passphrase of its keys. */
import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { randomPassphrase, readPassphraseFile } from '../../certs/keys/passphrase-file.js';
import { certificatesToPem } from '../../certs/keys/pem-text.js';
import { exportAgencySeal, issueAgencySeal, revokeCertificate } from '../../gateway/identity/agency-certificates.js';
import { type CertificateRow, listCertificates } from '../../gateway/identity/certificates.store.js';
import { changePassphrase } from '../../gateway/identity/change-passphrase.js';
import { answer, type CommandOutput, printTable } from '../command-output.js';
import { findByPrefix } from '../find-certificate.js';
import { operatorName } from '../operator-name.js';
import { tellFingerprint } from '../tell-fingerprint.js';
import { withGateway } from '../with-gateway.js';
import { addBringing } from './bring-certificates.js';
import { type KeyKindName, keyKindOption } from './key-kind.js';
import { addTrusting } from './trust.js';

const reasons = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation'] as const;

export function addCertificateCommands(program: Command, output: CommandOutput): void {
  const cert = program.command('cert').description('chứng thư số và khóa / certificates and keys');
  addIssuing(cert, output);
  addBringing(cert, output);
  addShowing(cert, output);
  addTrusting(cert, output);
  cert
    .command('rotate-passphrase')
    .description('đổi mật khẩu bảo vệ mọi khóa / change the passphrase of all keys, then restart the other processes')
    .option('--new-passphrase-file <file>', 'mật khẩu mới; mặc định: ngẫu nhiên / default: a random one')
    .action(({ newPassphraseFile }: { newPassphraseFile?: string }) =>
      withGateway(async ({ ctx, keyStore }) => {
        const next = newPassphraseFile === undefined ? randomPassphrase() : await readPassphraseFile(newPassphraseFile);
        await changePassphrase(ctx, keyStore, next, operatorName());
        answer(output, { changed: true }, '');
        output.stderr('đã đổi; hãy khởi động lại các tiến trình đang chạy / changed; restart the running processes\n');
      }),
    );
}

function addIssuing(cert: Command, output: CommandOutput): void {
  cert
    .command('issue')
    .description('cấp con dấu số cho cơ quan / issue a seal from the embedded authority')
    .requiredOption('--agency <code>')
    .addOption(keyKindOption())
    .action(({ agency, keyKind }: { agency: string; keyKind: KeyKindName }) =>
      withGateway(async ({ desk }) => {
        tellFingerprint(output, await issueAgencySeal(desk, { agency, keyKind, actor: operatorName() }));
      }),
    );
  cert
    .command('revoke')
    .description('thu hồi / revoke; the revocation list follows at once')
    .argument('<fingerprint>')
    .addOption(new Option('--reason <reason>', 'lý do / why').choices(reasons).default('unspecified'))
    .action((fingerprint: string, { reason }: { reason: (typeof reasons)[number] }) =>
      withGateway(async ({ ctx, desk }) => {
        const row = await findByPrefix(ctx.database, fingerprint);
        await revokeCertificate(desk, { fingerprint: row.fingerprint, reason, actor: operatorName() });
        answer(output, { fingerprint: row.fingerprint, reason }, '');
      }),
    );
}

function addShowing(cert: Command, output: CommandOutput): void {
  cert
    .command('list')
    .description('danh sách chứng thư / list certificates')
    .option('--agency <code>')
    .action(({ agency }: { agency?: string }) =>
      withGateway(async ({ ctx }) => showCertificates(await listCertificates(ctx.database, agency ?? null), output)),
    );
  cert
    .command('export')
    .description('xuất / write out: PEM with its issuers, or PKCS#12 with the key')
    .argument('<fingerprint>', 'đủ 64 ký tự hoặc phần đầu / whole, or its beginning')
    .requiredOption('--out <file>', '.pem or .p12')
    .option('--passphrase-file <file>', 'mật khẩu cho .p12 / passphrase for the .p12')
    .action((fingerprint: string, options: ExportOptions) => exportOne(fingerprint, options, output));
}

function showCertificates(rows: readonly CertificateRow[], output: CommandOutput): void {
  answer(output, rows.map(described), () =>
    printTable(
      output,
      ['DẤU VÂN TAY', 'LOẠI', 'CƠ QUAN', 'KHÓA Ở', 'HẾT HẠN', 'THU HỒI', 'TIN CẬY'],
      rows.map((row) => [
        row.fingerprint.slice(0, 16),
        row.kind,
        row.agency,
        row.holder,
        new Date(row.notAfter).toISOString().slice(0, 10),
        row.revokedAt,
        row.trusted ? 'x' : '',
      ]),
      'chưa có chứng thư nào / no certificate yet',
    ),
  );
}

interface ExportOptions {
  readonly out: string;
  readonly passphraseFile?: string;
}

function exportOne(prefix: string, { out, passphraseFile }: ExportOptions, output: CommandOutput): Promise<void> {
  return withGateway(async ({ ctx, desk }) => {
    const { fingerprint, der, chain } = await findByPrefix(ctx.database, prefix);
    if (passphraseFile === undefined) await writeFile(out, certificatesToPem([der, ...chain]));
    else {
      const passphrase = await readPassphraseFile(passphraseFile);
      const file = await exportAgencySeal(desk, { fingerprint, passphrase, actor: operatorName() });
      await writeFile(out, file, { mode: 0o600 });
    }
    answer(output, { fingerprint, out, withKey: passphraseFile !== undefined }, '');
  });
}

const described = ({ der: _der, chain: _chain, ...row }: CertificateRow) => row;
