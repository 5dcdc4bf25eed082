/**
 * Groups of fields in the machine-readable part of a report: one group a recipient in delivery reports, one in all in others.
 * Source: RFC 3464 section 2.1, RFC 8098 section 3.1, RFC 5965 section 3.1.
 */
import { readEntity } from '../mime/entity.js';
import { headerText } from '../mime/message.js';

/** By name in lower case; the first one of a name counts. */
export type ReportFields = ReadonlyMap<string, string>;

const maxGroups = 1000;
const maxReportBytes = 200 * 1024;
const tolerate = () => undefined;

function fieldsOf(group: string): ReportFields {
  const entity = readEntity(Buffer.from(group, 'latin1'), tolerate);
  const names = [...new Set(entity.fields.map(({ name }) => name))];
  return new Map(names.map((name) => [name, headerText(entity, name)]));
}

/** The first thousand groups of the first 200 KB. @throws Problem `mail_malformed` when a group is over the limits of a header */
export function readReportFields(body: Buffer): ReportFields[] {
  const groups = body.toString('latin1', 0, maxReportBytes).split(/(?:\r?\n[ \t]*){2,}/, maxGroups);
  return groups.map(fieldsOf).filter(({ size }) => size > 0);
}

/** `rfc822; a@b` → `a@b` in lower case; null when there is no address. Source: RFC 3464 section 2.3.1. */
export function addressIn(field: string | undefined): string | null {
  const bare = (field ?? '').replace(/^[^;@]*;/, '');
  return (
    /("[^"\s]{1,64}"@[^\s<>;,"()]{1,255}|[^\s<>;,"()]{1,320}@[^\s<>;,"()]{1,255})/.exec(bare)?.[1]?.toLowerCase() ??
    null
  );
}
