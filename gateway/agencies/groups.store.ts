/** Rows of `groups` and `group_members`: everybody's groups, and those of one agency. */
import type { Queryable } from '../database/database.js';

export interface Group {
  /** The name it is addressed by. */
  readonly name: string;
  readonly title: string;
  /** Codes, in order. */
  readonly members: readonly string[];
}

/** A group of one agency. */
export interface OwnGroup extends Group {
  readonly id: string;
}

const groupColumns = `g.name, g.title, coalesce((select array_agg(m.agency order by m.agency) from group_members m where m.group_id = g.id), '{}') as members`;

/**
 * Everybody's groups and those of these agencies by name, an agency's own behind everybody's of the same name.
 * @param names only these; null for all
 * @param owners null for the groups of all agencies
 */
export async function selectGroups(
  db: Queryable,
  names: readonly string[] | null,
  owners: readonly string[] | null,
): Promise<Group[]> {
  const { rows } = await db.query<Group>(
    `select ${groupColumns} from groups g
     where ($1::text[] is null or g.name = any ($1::text[])) and ($2::text[] is null or g.agency is null or g.agency = any ($2::text[]))
     order by g.name, g.agency nulls first`,
    [names, owners],
    'groups-by-name',
  );
  return rows;
}

/** Writes one of everybody's groups whole; false when `mustBeNew` and there is one of this name. */
export async function upsertGroup(tx: Queryable, group: Group, mustBeNew: boolean): Promise<boolean> {
  const { rows } = await tx.query<{ id: string }>(
    `insert into groups (name, title) values ($1, $2)
     on conflict (name, agency) do ${mustBeNew ? 'nothing' : 'update set title = excluded.title'} returning id`,
    [group.name, group.title],
  );
  const [written] = rows;
  if (written === undefined) return false;
  await writeMembers(tx, written.id, group.members);
  return true;
}

/** Makes these its only members. */
export async function writeMembers(tx: Queryable, id: string, members: readonly string[]): Promise<void> {
  await tx.query('delete from group_members where group_id = $1', [id]);
  await tx.query('insert into group_members (group_id, agency) select $1, unnest($2::text[])', [id, members]);
}

/** The groups of an agency by name. */
export async function selectOwnGroups(db: Queryable, agency: string): Promise<OwnGroup[]> {
  const { rows } = await db.query<OwnGroup>(
    `select g.id, ${groupColumns} from groups g where g.agency = $1 order by g.name`,
    [agency],
  );
  return rows;
}

/** One of them, held until the end of the transaction. */
export async function lockOwnGroup(tx: Queryable, agency: string, id: string): Promise<OwnGroup | undefined> {
  const { rows } = await tx.query<OwnGroup>(
    `select g.id, ${groupColumns} from groups g where g.agency = $1 and g.id = $2 for update of g`,
    [agency, id],
  );
  return rows[0];
}

/** @throws the driver's unique violation (`groups_name`) */
export async function insertOwnGroup(tx: Queryable, agency: string, name: string): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(
    'insert into groups (name, title, agency) values ($1, $1, $2) returning id',
    [name, agency],
  );
  return rows[0]?.id ?? '';
}

/** @throws the driver's unique violation (`groups_name`) */
export async function renameGroup(tx: Queryable, id: string, name: string): Promise<void> {
  await tx.query('update groups set name = $2, title = $2 where id = $1', [id, name]);
}

export async function deleteGroup(tx: Queryable, id: string): Promise<void> {
  await tx.query('delete from groups where id = $1', [id]);
}
