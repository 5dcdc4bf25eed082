/** Rows of `groups` and `group_members`. */
import type { Queryable } from '../database/database.js';

export interface Group {
  /** The name it is addressed by. */
  readonly name: string;
  readonly title: string;
  /** Codes, in order. */
  readonly members: readonly string[];
}

const groupColumns = `g.name, g.title, coalesce((select array_agg(m.agency order by m.agency) from group_members m where m.group_name = g.name), '{}') as members`;

/** All groups by name; only the named ones when names are given. */
export async function selectGroups(db: Queryable, names: readonly string[] | null): Promise<Group[]> {
  const { rows } = await db.query<Group>(
    `select ${groupColumns} from groups g where $1::text[] is null or g.name = any ($1::text[]) order by g.name`,
    [names],
    'groups-by-name',
  );
  return rows;
}

/** Writes a group whole; false when `mustBeNew` and there is one of this name. */
export async function upsertGroup(tx: Queryable, group: Group, mustBeNew: boolean): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into groups (name, title) values ($1, $2) on conflict (name) do ${mustBeNew ? 'nothing' : 'update set title = excluded.title'}`,
    [group.name, group.title],
  );
  if (rowCount === 0) return false;
  await tx.query('delete from group_members where group_name = $1', [group.name]);
  await tx.query('insert into group_members (group_name, agency) select $1, unnest($2::text[])', [
    group.name,
    group.members,
  ]);
  return true;
}
