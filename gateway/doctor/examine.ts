/**
 * The whole examination of a gateway that can be opened, part by part. Only looks; changes nothing.
 * What keeps it from being opened at all is explained by `explainClosed`.
 */
import type { ProblemCode } from '../../schemas/problems/catalogue.js';
import type { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { AuthorityDesk } from '../identity/authority-tools.js';
import { checkCertificates } from './check-certificates.js';
import { checkContainers } from './check-containers.js';
import { checkClock, checkDisk, checkMail, checkRedis } from './check-machine.js';
import { checkMailboxes, checkMails } from './check-mails.js';
import { checkProofs } from './check-proofs.js';
import { checkScanner } from './check-scanner.js';
import { checkSettings } from './check-settings.js';
import { checkDeliveries, checkLog, checkPauses, checkReport, checkWorkers } from './check-work.js';
import { type Finding, fine, problem } from './finding.js';

export type OnStep = (step: 'containers' | 'log', done: number) => void;

export async function examine(ctx: GatewayContext, desk: AuthorityDesk, onStep: OnStep): Promise<Finding[]> {
  return [
    fine('database', 'cơ sở dữ liệu trả lời, lược đồ đúng phiên bản', 'the database answers, its schema is current'),
    checkSettings(),
    await checkClock(ctx),
    await checkDisk(ctx),
    await checkRedis(ctx),
    await checkMail(ctx),
    await checkScanner(ctx),
    ...(await checkMailboxes(ctx)),
    ...(await checkMails(ctx)),
    ...(await checkCertificates(desk)),
    await checkWorkers(ctx),
    ...(await checkDeliveries(ctx)),
    await checkPauses(ctx),
    ...(await checkProofs(ctx)),
    await checkReport(ctx),
    ...(await checkLog(ctx, (done) => onStep('log', done))),
    ...(await checkContainers(ctx, (done) => onStep('containers', done))),
  ];
}

const remedies: Partial<Readonly<Record<ProblemCode, string>>> = {
  database_unavailable: 'Start PostgreSQL, or correct DATABASE_URL and CONGVAN_DATABASE_PASSWORD_FILE.',
  schema_older: 'Take a backup, stop the workers, run congvan migrate, start everything with this version.',
  schema_newer: 'The database was upgraded by a newer version: run that version.',
  schema_differs: 'The database was made by another build: restore a backup, or run the build that made it.',
  key_passphrase: 'CONGVAN_KEY_PASSPHRASE_FILE is not the passphrase of this key folder: put the right file there.',
  key_missing: 'The key folder does not belong to this database: restore keys/ from the backup of this database.',
};

/** The one finding about a gateway that cannot be opened. */
export function explainClosed({ code, detail }: Problem): Finding {
  return problem('open', `không mở được: ${code}`, `${code}: ${detail}`, remedies[code] ?? 'See docs/errors.md.');
}
