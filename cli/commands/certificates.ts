/** `congvan cert …`: seals of agencies, what this gateway trusts, and the passphrase of its keys. */
import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { randomPassphrase, readPassphraseFile } from '../../certs/keys/passphrase-file.js';
import { certificatesToPem } from '../../certs/keys/pem-text.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { attributeOf } from '../../certs/trust/name.js';
import type { Database } from '../../gateway/database/database.js';
import { exportAgencySeal, revokeCertificate } from '../../gateway/identity/agency-certificates.js';
import { type CertificateRow, listCertificates } from '../../gateway/identity/certificates.store.js';
import { changePassphrase } from '../../gateway/identity/change-passphrase.js';
import { expiringWithin, expiryThresholds } from '../../gateway/identity/expiry-warnings.js';
import { issueAgencySeal, issuePersonal, renewCertificate } from '../../gateway/identity/issue-for-agency.js';
import { Problem } from '../../schemas/problems/problem.js';
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

interface IssueOptions {
  readonly agency: string;
  readonly person?: string;
  readonly keyKind: KeyKindName;
}

function addIssuing(cert: Command, output: CommandOutput): void {
  cert
    .command('issue')
    .description('cấp con dấu số cho cơ quan, hoặc chứng thư cho người ký / issue a seal, or a person’s certificate')
    .requiredOption('--agency <code>')
    .option('--person <name>', 'họ tên người ký / of the person who signs: no seal')
    .addOption(keyKindOption())
    .action(({ agency, person, keyKind }: IssueOptions) =>
      withGateway(async ({ desk }) => {
        const order = { agency, keyKind, actor: operatorName() };
        const issued = person === undefined ? issueAgencySeal(desk, order) : issuePersonal(desk, { ...order, person });
        tellFingerprint(output, await issued);
      }),
    );
  cert
    .command('renew')
    .description(
      'cấp mới thay chứng thư sắp hết hạn / a new key and certificate; the old one stays valid until its end',
    )
    .argument('<fingerprint>', 'đủ 64 ký tự hoặc phần đầu / whole, or its beginning')
    .action((prefix: string) =>
      withGateway(async ({ ctx, desk }) => {
        const { fingerprint } = await findByPrefix(ctx.database, prefix);
        tellFingerprint(output, await renewCertificate(desk, { fingerprint, actor: operatorName() }));
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

interface ListOptions {
  readonly agency?: string;
  readonly expiring?: string | true;
}

function daysOf(expiring: string | true): number {
  const days = expiring === true ? expiryThresholds[0] : Number(expiring);
  if (Number.isInteger(days) && days > 0) return days;
  throw new Problem('invalid_request', { detail: '--expiring takes a number of days' });
}

async function listed(database: Database, now: Date, { agency, expiring }: ListOptions): Promise<CertificateRow[]> {
  const rows = await listCertificates(database, agency ?? null);
  return expiring === undefined ? rows : expiringWithin(rows, daysOf(expiring), now);
}

function addShowing(cert: Command, output: CommandOutput): void {
  cert
    .command('list')
    .description('danh sách chứng thư / list certificates')
    .option('--agency <code>')
    .option('--expiring [days]', 'đang dùng và sắp hết hạn; mặc định 60 ngày / in use and ending within so many days')
    .action((options: ListOptions) =>
      withGateway(async ({ ctx }) => showCertificates(await listed(ctx.database, ctx.now(), options), output)),
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
      ['DẤU VÂN TAY', 'LOẠI', 'CƠ QUAN', 'TÊN', 'KHÓA Ở', 'HẾT HẠN', 'THU HỒI', 'TIN CẬY'],
      rows.map((row) => [
        row.fingerprint.slice(0, 16),
        row.kind,
        row.agency,
        nameIn(row),
        row.holder,
        new Date(row.notAfter).toISOString().slice(0, 10),
        row.revokedAt,
        row.trusted ? 'x' : '',
      ]),
      'không có chứng thư nào / no certificate',
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

const nameIn = ({ der }: CertificateRow) => attributeOf(readCertificate(der).subjectName, '2.5.4.3');

const described = ({ der: _der, chain: _chain, ...row }: CertificateRow) => row;
