/** `congvan cert import|register|request|requests|cancel`: certificates that others issued, and asking others for them. */
import { readFile, writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { readCertificates } from '../../certs/keys/file-key.js';
import { readPassphraseFile } from '../../certs/keys/passphrase-file.js';
import { toPem } from '../../certs/keys/pem-text.js';
import { importAgencySeal, registerAgencySeal } from '../../gateway/identity/agency-certificates.js';
import {
  acceptAnswer,
  cancelRequest,
  listRequests,
  requestCertificate,
} from '../../gateway/identity/certificate-requests.js';
import { importTokenSeal } from '../../gateway/identity/token-seals.js';
import { Problem } from '../../schemas/problems/problem.js';
import { answer, type CommandOutput, printTable } from '../command-output.js';
import { operatorName } from '../operator-name.js';
import { tellFingerprint } from '../tell-fingerprint.js';
import { usage } from '../usage.js';
import type { Gateway } from '../wiring.js';
import { withGateway } from '../with-gateway.js';
import { type KeyKindName, keyKindOption } from './key-kind.js';
import { addTokenOptions, readTokenKey, type TokenOptions } from './token-options.js';

export function addBringing(cert: Command, output: CommandOutput): void {
  addImport(cert, output);
  addRegister(cert, output);
  addRequest(cert, output);
  addPending(cert, output);
}

interface ImportOptions extends TokenOptions {
  readonly agency?: string;
  readonly passphraseFile?: string;
}

function addImport(cert: Command, output: CommandOutput): void {
  const command = cert
    .command('import')
    .description(
      'nhập chứng thư: PKCS#12 với khóa, trả lời cho một yêu cầu, hoặc chứng thư của khóa trong thiết bị / bring a certificate: PKCS#12 with its key, the answer to a request, or the certificate of a key in a token',
    )
    .argument('<file>', '.p12, or certificate with its issuers: PEM or DER')
    .option('--agency <code>', 'cho .p12 và --token / for a .p12 and with --token')
    .option('--passphrase-file <file>', 'mật khẩu của .p12 / passphrase of the .p12');
  addTokenOptions(command).action((file: string, options: ImportOptions) =>
    withGateway(async (gateway) => {
      tellFingerprint(output, await importFile(gateway, await readFile(file), options));
    }),
  );
}

const requireAgency = ({ agency }: ImportOptions): string => {
  if (agency === undefined) throw usage('cần / needed: --agency');
  return agency;
};

/** What kind of import it is, the options say. */
async function importFile({ ctx, desk }: Gateway, file: Buffer, options: ImportOptions): Promise<string> {
  const actor = operatorName();
  const tokenKey = readTokenKey(options, ctx.config);
  if (options.passphraseFile !== undefined) {
    const passphrase = await readPassphraseFile(options.passphraseFile);
    return importAgencySeal(desk, { agency: requireAgency(options), file, passphrase, actor });
  }
  const [certificate, ...chain] = certificatesIn(file);
  if (certificate === undefined) throw new Problem('certificate_malformed');
  if (tokenKey === undefined) return acceptAnswer(desk, [certificate, ...chain], actor);
  return importTokenSeal(desk, { agency: requireAgency(options), certificate, chain, tokenKey, actor });
}

function certificatesIn(file: Buffer): Buffer[] {
  try {
    return readCertificates(file);
  } catch (cause) {
    throw new Problem('certificate_malformed', {
      detail: 'The file holds no certificate; a PKCS#12 file needs --passphrase-file.',
      cause,
    });
  }
}

interface RegisterOptions {
  readonly agency: string;
  readonly holder: 'agency' | 'token';
  readonly personal?: boolean;
  readonly encryption?: boolean;
}

function kindOf({ personal, encryption }: RegisterOptions): 'seal' | 'personal' | 'encryption' {
  if (personal === true && encryption === true) throw usage('--personal, --encryption: chỉ một / one of them');
  if (encryption === true) return 'encryption';
  return personal === true ? 'personal' : 'seal';
}

function addRegister(cert: Command, output: CommandOutput): void {
  cert
    .command('register')
    .description('ghi nhận chứng thư mà khóa ở nơi khác / note a certificate whose key is elsewhere')
    .argument('<certificate>', 'PEM or DER; further certificates are its issuers')
    .requiredOption('--agency <code>')
    .addOption(
      new Option('--holder <holder>', 'ai giữ khóa / who has the key').choices(['agency', 'token']).default('agency'),
    )
    .option('--personal', 'của một người ký, không phải con dấu / of a person who signs, no seal')
    .option('--encryption', 'để mã hóa thư gửi cơ quan / mails to the agency are encrypted for it')
    .action((file: string, options: RegisterOptions) =>
      withGateway(async ({ desk }) => {
        const [certificate, ...chain] = readCertificates(await readFile(file));
        if (certificate === undefined) throw new Problem('certificate_malformed');
        const { agency, holder } = options;
        const request = { agency, certificate, chain, holder, kind: kindOf(options), actor: operatorName() };
        tellFingerprint(output, await registerAgencySeal(desk, request));
      }),
    );
}

interface RequestOptions extends TokenOptions {
  readonly agency: string;
  readonly keyKind: KeyKindName;
  readonly out: string;
}

function addRequest(cert: Command, output: CommandOutput): void {
  const command = cert
    .command('request')
    .description(
      'tạo khóa và yêu cầu cấp chứng thư (PKCS#10) gửi nơi cấp bên ngoài / make a key and a certificate request (PKCS#10) for an outside authority',
    )
    .requiredOption('--agency <code>')
    .addOption(keyKindOption())
    .requiredOption('--out <file>', '.csr');
  addTokenOptions(command).action((options: RequestOptions) =>
    withGateway(async ({ ctx, desk }) => {
      const { agency, keyKind, out } = options;
      const tokenKey = readTokenKey(options, ctx.config);
      const order = { agency, keyKind, actor: operatorName(), ...(tokenKey === undefined ? {} : { tokenKey }) };
      const { id, der } = await requestCertificate(desk, order);
      await writeFile(out, toPem('CERTIFICATE REQUEST', der));
      answer(output, { id, file: out }, `${id}\n`);
      output.stderr('khi có trả lời / when the answer is there: congvan cert import ANSWER.crt\n');
    }),
  );
}

function addPending(cert: Command, output: CommandOutput): void {
  cert
    .command('requests')
    .description('các yêu cầu cấp chứng thư / certificate requests')
    .action(() =>
      withGateway(async ({ desk }) => {
        const rows = await listRequests(desk);
        const found = rows.map(({ der, ...row }) => ({ ...row, request: toPem('CERTIFICATE REQUEST', der) }));
        answer(output, found, () => printRequests(output, rows));
      }),
    );
  cert
    .command('cancel')
    .description('bỏ một yêu cầu và khóa của nó / give up a request and its key')
    .argument('<id>')
    .action((id: string) =>
      withGateway(async ({ desk }) => {
        await cancelRequest(desk, id, operatorName());
        answer(output, { id, state: 'cancelled' }, '');
      }),
    );
}

function printRequests(output: CommandOutput, rows: Awaited<ReturnType<typeof listRequests>>): void {
  printTable(
    output,
    ['MÃ', 'TRẠNG THÁI', 'CƠ QUAN', 'KHÓA Ở', 'LÚC', 'CHỨNG THƯ'],
    rows.map(({ id, state, agency, tokenKey, createdAt, certificate }) => [
      id,
      state,
      agency,
      tokenKey?.token ?? 'gateway',
      createdAt,
      certificate?.slice(0, 16),
    ]),
    'chưa có yêu cầu nào / no request yet',
  );
}
