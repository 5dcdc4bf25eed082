/** A gateway with something to look at behind every address of the table of pages, and who may look. */
import { keepImport } from '../../gateway/agencies/agency-imports.js';
import { exportAgencies } from '../../gateway/agencies/import-agencies.js';
import { createOwnGroup } from '../../gateway/agencies/own-groups.js';
import { beginDraft } from '../../gateway/drafts/begin-draft.js';
import { sequenceOnce } from '../../gateway/evidence/sequencer.js';
import { principalOf, type Role, roleScopes } from '../../gateway/identity/access.js';
import { enterPaper } from '../../gateway/registers/reserve-numbers.js';
import { type PageName, pagePermissions } from '../../gateway/web/page-permissions.js';
import { answerConfig, bringDocument, passes, quoteOf, readerCode, replyTo } from '../gateway/mailbox/answer-room.js';
import type { HttpFixture } from './http-fixture.js';
import { type AddedPerson, addPerson } from './people.js';
import { publishLists } from './publish-lists.js';
import { receiveMail, repliesTo } from './receive-mail.js';

export const everyPageConfig = { ...answerConfig, publicUrl: null };

/** What is no page: parts, files, streams, and ways that only lead on. */
const others: ReadonlySet<string> = new Set([
  '/tuy-chon',
  '/giao-dien/:version/:file',
  '/song',
  '/dang-nhap/openid',
  '/dang-nhap/openid/ve',
  '/so-dang-ky/tai-ve',
  '/bao-cao/tai-ve',
  '/tim/goi-y',
  '/soan/goi-y-noi-nhan',
  '/soan/:draft/tep/:file',
  '/van-ban/:id/tep/:n',
  '/kiem-toan/van-ban/:id/phieu-kiem-tra',
  '/van-hanh/chung-thu/yeu-cau/:id',
]);

/** Steps of signing in: their own tests open them (people-chromium.test.ts). */
const steps: ReadonlySet<string> = new Set(['/dang-nhap/ma', '/dang-nhap/mat-khau-moi']);

export type Reader = 'nobody' | Role;
const readers = ['clerk', 'administrator', 'operator', 'auditor'] as const satisfies readonly Role[];

/** The first of the roles that the table lets in. */
function readerOf(name: PageName): Reader {
  const access = pagePermissions[name];
  if (access === 'public') return 'nobody';
  if (access === 'person') return 'clerk';
  const found = readers.find((role) => roleScopes[role].includes(access));
  if (found === undefined) throw new Error(`no role opens ${name}`);
  return found;
}

export interface EveryPage {
  readonly people: Readonly<Record<Exclude<Reader, 'nobody' | 'leader'>, AddedPerson>>;
  /** Every page with who opens it, at an address that shows something. */
  readonly pages: readonly { readonly reader: Reader; readonly address: string }[];
}

/** By the page's path and the parameter's name, or by the parameter's name alone. */
type Ids = Readonly<Record<string, string>>;

export async function fillEveryPage(gateway: HttpFixture): Promise<EveryPage> {
  await publishLists(gateway.ctx, gateway.authority);
  const people = {
    clerk: await addPerson(gateway.ctx, 'clerk', readerCode),
    administrator: await addPerson(gateway.ctx, 'administrator', readerCode),
    operator: await addPerson(gateway.ctx, 'operator'),
    auditor: await addPerson(gateway.ctx, 'auditor'),
  };
  const ids = await makeIds(gateway, people.clerk);
  const names = Object.keys(pagePermissions).filter((name): name is PageName => name.startsWith('GET '));
  const pages = names.flatMap((name) => {
    const path = name.slice('GET '.length);
    if (others.has(path) || steps.has(path)) return [];
    return { reader: readerOf(name), address: addressOf(path, ids) };
  });
  const mailboxes = ['/thu', '/thu/H30.15', '/thu/H30.15/new', '/khong-co'];
  return { people, pages: [...pages, ...mailboxes.map((address) => ({ reader: 'nobody' as const, address }))] };
}

const addressOf = (path: string, ids: Ids): string =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    const id = ids[`${path} ${name}`] ?? ids[name];
    if (id === undefined) throw new Error(`nothing is known for :${name} in ${path}`);
    return id;
  });

async function makeIds(gateway: HttpFixture, { id: person }: AddedPerson): Promise<Ids> {
  const { ctx } = gateway;
  const principal = principalOf(`user:${person}`, roleScopes.clerk, [readerCode]);
  const document = await bringDocument(gateway);
  const mail = await receiveMail(
    ctx,
    replyTo(document, { text: 'Từ chối: gửi nhầm', quoted: quoteOf(document), results: passes() }),
  );
  const [asked] = await repliesTo(ctx, mail.id);
  const confirmation = /\/xac-nhan\/([a-z2-7]{26})/.exec(asked?.text ?? '')?.[1] ?? '';
  const details = {
    date: '2016-05-19',
    subject: 'V/v báo cáo giấy',
    author: 'UBND tỉnh',
    code: '12/UBND-VX',
    arrivedOn: '2016-05-20',
  };
  const entry = await enterPaper(ctx, principal, { book: 'in', notation: 'UBND-VX', details });
  const csv = Buffer.from(await exportAgencies(ctx));
  await sequenceOnce(ctx);
  return {
    id: document.id,
    entry: entry.id,
    group: await createOwnGroup(ctx, principal, 'Các phòng chuyên môn'),
    person,
    code: readerCode,
    draft: await beginDraft(ctx, { person, agency: readerCode, role: 'clerk', principal }, null),
    import: await keepImport(ctx, csv, 'user:test'),
    '/van-hanh/thu/:id id': mail.id,
    '/tra-loi/:token token': document.token,
    '/xac-nhan/:token token': confirmation,
  };
}
