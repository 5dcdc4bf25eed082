/** A person's key whose signature the gateway knows: issued and exported by its own commands, as an operator would. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fileSigner } from '../../certs/keys/file-key.js';
import { importPkcs12 } from '../../certs/keys/pkcs12.js';
import type { Signer } from '../../certs/keys/signer.js';
import type { RunningGateway } from '../running-gateway.js';

const program = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const passphrase = 'mat-khau-thu-nghiem';

export async function issuePersonalKey({ data }: RunningGateway, agency: string): Promise<Signer> {
  const command = async (...args: readonly string[]) => {
    const env = { ...process.env, CONGVAN_DATA: data };
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'cert', ...args], { env });
    return stdout.trim();
  };
  const fingerprint = await command('issue', '--agency', agency, '--person', 'Nguyễn Văn Minh');
  const passphraseFile = join(data, 'bench-passphrase');
  const file = join(data, 'bench-key.p12');
  await writeFile(passphraseFile, `${passphrase}\n`, { mode: 0o600 });
  await command('export', fingerprint, '--out', file, '--passphrase-file', passphraseFile);
  const { privateKey, certificate, chain } = importPkcs12(await readFile(file), passphrase);
  return fileSigner(privateKey, certificate, chain);
}
