/** Do the proofs of what was sent come on: timestamps that are waited for too long, seals that nothing can prove any more. */
import type { GatewayContext } from '../context.js';
import { countLimitedProofs, countOpenProofs } from '../proofs/proofs.store.js';
import { type Finding, fine, warning } from './finding.js';

const tooLongSeconds = 86_400;

export async function checkProofs({ database }: Pick<GatewayContext, 'database'>): Promise<Finding[]> {
  const waiting = (await countOpenProofs(database)).filter(({ oldestSeconds }) => oldestSeconds > tooLongSeconds);
  const limited = await countLimitedProofs(database);
  const findings = waiting.map(({ state, count, oldestSeconds }) => {
    const days = Math.floor(oldestSeconds / tooLongSeconds);
    return warning(
      'proofs',
      `${count} bằng chứng còn thiếu (${state}), lâu nhất ${days} ngày`,
      `${count} proofs miss something (${state}), the oldest for ${days} days`,
      'proof.reason of a document says what is waited for (congvan show ID --json); certificates end, so do not wait longer.',
    );
  });
  if (limited > 0)
    findings.push(
      warning(
        'limited-proofs',
        `${limited} bằng chứng chỉ đến dấu thời gian: lúc đó chứng thư đã hết hạn hoặc bị thu hồi`,
        `${limited} proofs end with their timestamp: a certificate had ended or was revoked by then`,
        'proof.reason says which; where the document still matters, have it sent again under a certificate that holds.',
      ),
    );
  return findings.length > 0
    ? findings
    : [fine('proofs', 'không bằng chứng nào chờ quá lâu', 'no proof waits for long')];
}
