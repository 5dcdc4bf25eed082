/** How an agency stands with this gateway: what waits for it, and how its channel was last tested. No document is named. */
import type { Queryable } from '../database/database.js';

export interface AgencyStanding {
  waiting: number;
  failed: number;
}

export async function selectAgencyStanding(db: Queryable, agency: string): Promise<AgencyStanding> {
  const { rows } = await db.query<AgencyStanding>(
    `select count(*) filter (where state = 'queued')::int as waiting, count(*) filter (where state = 'failed')::int as failed
     from deliveries where state in ('queued', 'failed') and target = $1`,
    [agency],
  );
  return rows[0] ?? { waiting: 0, failed: 0 };
}

export interface LastTest {
  at: string;
  channel: string;
  outcome: string;
  code: string | null;
  detail: string | null;
  actor: string;
}

export async function selectLastTest(db: Queryable, agency: string): Promise<LastTest | null> {
  const { rows } = await db.query<LastTest>(
    `select at, payload->>'channel' as channel, payload->>'outcome' as outcome, payload->>'code' as code, payload->>'detail' as detail,
       payload->>'actor' as actor
     from events where document is null and kind = 'channel.tested' and payload->>'agency' = $1 order by id desc limit 1`,
    [agency],
  );
  return rows[0] ?? null;
}
