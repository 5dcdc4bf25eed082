/** A gateway in which every text that somebody outside can choose is markup that would run, and everything there is to look at by address. */

import { arriveDocument, metadataOf, submitDocument } from './gateway-fixture.js';
import type { HttpFixture } from './http-fixture.js';
import { type AddedPerson, addPerson } from './people.js';
import { publishLists } from './publish-lists.js';
import { receiveMail } from './receive-mail.js';
import { sealedText } from './sealed-text.js';

/** Calls `ran()` by whichever way a page would let it. */
export const hostile = `"'><img src=x onerror="ran()"><script>ran()</script><svg onload=ran()>`;

/** For fields that hold no more. */
const short = '<img src=x onerror=ran()>';

export interface HostileGateway {
  readonly people: Readonly<Record<'clerk' | 'operator' | 'auditor', AddedPerson>>;
  /** For the parameters of pages' addresses, by name. */
  readonly ids: Readonly<Record<string, string>>;
  /** A container whose signer, file names and content are hostile; its own name is the caller's to choose. */
  readonly file: Buffer;
}

const nobody = '01890000-0000-7000-8000-000000000000';

export async function fillWithHostility(gateway: HttpFixture): Promise<HostileGateway> {
  const { ctx, authority } = gateway;
  await publishLists(ctx, authority);
  await ctx.database.query('update agencies set name = $1 where code = any($2)', [hostile, ['H30.03', 'H30.05']]);
  const people = {
    clerk: await addPerson(ctx, 'clerk', 'H30.05'),
    operator: await addPerson(ctx, 'operator'),
    auditor: await addPerson(ctx, 'auditor'),
  };
  await ctx.database.query('update users set name = $1', [hostile]);
  const metadata = metadataOf({
    subject: hostile,
    signer: { competence: short, position: short, fullName: short },
    promulgation: { place: short, date: '2016-05-19' },
    note: hostile,
  });
  const { id } = await submitDocument(ctx, gateway.clerk('H30.03'), metadata);
  // No file of such a name is taken in; what shows names relies on nothing.
  await ctx.database.query('update files set name = $1', [`a${short}.pdf`]);
  await arriveDocument(ctx, id, 'H30.05');
  const mail = await receiveMail(ctx, `From: ${hostile} <a@b.example>\r\nSubject: ${hostile}\r\n\r\n${hostile}\r\n`);
  const { signer } = await authority.issueSeal({ agencyCode: 'H30.03', name: short });
  return {
    people,
    ids: { id, mail: mail.id },
    file: await sealedText(signer, hostile),
  };
}

/** The address of a page, with what its parameters stand for; for what there is none of, an id that names nothing. */
export function addressFor(path: string, ids: HostileGateway['ids']): string {
  if (path.startsWith('/van-hanh/thu/')) return path.replace(':id', ids['mail'] ?? nobody);
  return path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? nobody);
}
