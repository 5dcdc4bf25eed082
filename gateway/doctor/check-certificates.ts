/** Certificates in use: none has ended, their keys are here, the revocation lists are current. */
import { tokenSigner } from '../../certs/keys/pkcs11-key.js';
import { isProblem } from '../../schemas/problems/problem.js';
import type { AuthorityDesk } from '../identity/authority-tools.js';
import { type CertificateRow, listCertificates } from '../identity/certificates.store.js';
import { certificatesInUse } from '../identity/certificates-in-use.js';
import { daysLeft, expiryThresholds } from '../identity/expiry-warnings.js';
import { selectCrlEnds } from './doctor.store.js';
import { type Finding, fine, problem, warning } from './finding.js';

const [warnDays] = expiryThresholds;

const nameOf = ({ agency, kind, fingerprint }: CertificateRow) => `${agency ?? kind} ${fingerprint.slice(0, 16)}`;

export async function checkCertificates(desk: AuthorityDesk): Promise<Finding[]> {
  const inUse = certificatesInUse(await listCertificates(desk.database, null));
  return [checkEnds(inUse, desk.now()), await checkKeys(desk, inUse), await checkLists(desk)];
}

function checkEnds(inUse: readonly CertificateRow[], now: Date): Finding {
  const ended = inUse.filter((row) => daysLeft(row, now) <= 0).map(nameOf);
  const ending = inUse.filter((row) => daysLeft(row, now) > 0 && daysLeft(row, now) < warnDays).map(nameOf);
  const whatToDo = 'Get a new one: congvan cert renew FINGERPRINT, or congvan cert import FILE.p12.';
  if (ended.length > 0)
    return problem('certificates', `hết hạn: ${ended.join(', ')}`, `ended: ${ended.join(', ')}`, whatToDo);
  if (ending.length > 0)
    return warning(
      'certificates',
      `còn dưới ${warnDays} ngày: ${ending.join(', ')}`,
      `less than ${warnDays} days left: ${ending.join(', ')}`,
      whatToDo,
    );
  return fine('certificates', `${inUse.length} chứng thư còn hạn`, `${inUse.length} certificates are valid`);
}

/** The key is here, or in a token that signs with it. */
async function opens(
  { keyStore }: AuthorityDesk,
  { fingerprint, der, chain, tokenKey }: CertificateRow,
): Promise<boolean> {
  try {
    await (tokenKey === null ? keyStore.privateKey(fingerprint) : tokenSigner(tokenKey, der, chain));
    return true;
  } catch (error) {
    if (isProblem(error)) return false;
    throw error;
  }
}

async function checkKeys(desk: AuthorityDesk, inUse: readonly CertificateRow[]): Promise<Finding> {
  const missing: string[] = [];
  for (const row of inUse.filter(({ holder, tokenKey }) => holder === 'gateway' || tokenKey !== null))
    if (!(await opens(desk, row))) missing.push(nameOf(row));
  return missing.length === 0
    ? fine('keys', 'mọi khóa đều mở được', 'every key opens')
    : problem(
        'keys',
        `khóa thiếu hoặc không mở được: ${missing.join(', ')}`,
        `keys are missing or do not open: ${missing.join(', ')}`,
        'Put the right file at CONGVAN_KEY_PASSPHRASE_FILE, or restore keys/ from the backup of this database; for a token: put it in, check its PIN file.',
      );
}

async function checkLists({ database, now }: AuthorityDesk): Promise<Finding> {
  const ended = (await selectCrlEnds(database)).filter(({ nextUpdate }) => Date.parse(nextUpdate) <= now().getTime());
  return ended.length === 0
    ? fine('revocation', 'danh sách thu hồi còn hiệu lực', 'the revocation lists are current')
    : problem(
        'revocation',
        'danh sách thu hồi đã quá hạn: mọi kết quả kiểm tra đều không xác định',
        'a revocation list has run out: every verdict is undecidable',
        'Start a worker: it renews the lists at once and every hour.',
      );
}
