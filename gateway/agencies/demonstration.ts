/**
 * The demonstration province: Hậu Giang as it was in 2016, with groups, people of every role and tokens to try things with.
 * Codes below the province are ours, people are invented, addresses lie under `.example`. Seals and sample documents are made elsewhere.
 */
import { v7 as uuidv7 } from 'uuid';
import { demonstrationAgencies } from '../../schemas/directory/level-one.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { type Role, roleScopes, type Scope } from '../identity/access.js';
import { setPassword } from '../identity/account.js';
import { newTypedSecret } from '../identity/secret-token.js';
import { issueToken } from '../identity/tokens.js';
import { insertUser, listUserRows } from '../identity/users.store.js';
import { lockDirectory, selectAgencies } from './agencies.store.js';
import { writeAgencies } from './change-agencies.js';
import { type Group, upsertGroup } from './groups.store.js';

const actor = 'system:demonstration';

/** Name, role, agency, and the part of the address before the @. */
const people: readonly (readonly [name: string, role: Role, agency: string | null, mailbox: string])[] = [
  ['Nguyễn Thị Mai', 'clerk', 'H30.01', 'mai.nt@vpubnd'],
  ['Trần Văn Lộc', 'leader', 'H30.01', 'loc.tv@vpubnd'],
  ['Lê Thị Cúc', 'clerk', 'H30.03', 'cuc.lt@sotttt'],
  ['Phạm Quốc Việt', 'leader', 'H30.03', 'viet.pq@sotttt'],
  ['Võ Minh Tâm', 'administrator', 'H30.03', 'tam.vm@sotttt'],
  ['Đặng Thu Hà', 'clerk', 'H30.05', 'ha.dt@sotaichinh'],
  ['Huỳnh Công Danh', 'leader', 'H30.05', 'danh.hc@sotaichinh'],
  ['Bùi Ngọc Ánh', 'clerk', 'H30.15', 'anh.bn@soyte'],
  ['Ngô Thanh Bình', 'clerk', 'H30.31', 'binh.nt@vithanh'],
  ['Đỗ Hữu Phước', 'operator', null, 'phuoc.dh@sotttt'],
  ['Lý Kim Yến', 'auditor', null, 'yen.lk@thanhtra'],
];

/** They have nothing but a mailbox: documents reach them by mail where mails are sent, and at this gateway otherwise. */
const byMail = new Set(['H30.15', 'H30.38']);

const isBelow = (code: string, from: number, to: number) => {
  const [, level2, level3] = code.split('.');
  return level3 === undefined && Number(level2) >= from && Number(level2) <= to;
};

/** The groups a clerk of the province writes to every day. */
function groupsOf(codes: readonly string[]): Group[] {
  return [
    { name: 'so-ban-nganh', title: 'Các sở, ban, ngành tỉnh', members: codes.filter((code) => isBelow(code, 1, 19)) },
    {
      name: 'cap-huyen',
      title: 'UBND các huyện, thị xã, thành phố',
      members: codes.filter((code) => isBelow(code, 31, 38)),
    },
    {
      name: 'cap-xa',
      title: 'UBND các xã, phường, thị trấn',
      members: codes.filter((code) => code.split('.').length === 3),
    },
  ];
}

/**
 * Puts the province into an empty directory, whole or not at all.
 * @returns false when there are agencies already: then nothing was changed
 */
export async function loadDemonstration(ctx: GatewayContext): Promise<boolean> {
  return ctx.database.transaction(async (tx) => {
    await lockDirectory(tx);
    const known = await selectAgencies(tx, { words: [], parent: null, activeOn: null, after: null, limit: 1 });
    if (known.length > 0) return false;
    const agencies = demonstrationAgencies();
    const { faults } = await writeAgencies(
      tx,
      agencies.map((agency) => ({
        ...agency,
        channel: byMail.has(agency.code) ? 'email' : 'local',
        demonstration: true,
      })),
    );
    if (faults[0] !== undefined) throw new Problem('internal', { cause: new Error(faults[0].detail) });
    const groups = groupsOf(agencies.map(({ code }) => code));
    for (const group of groups) await upsertGroup(tx, group, true);
    for (const [name, role, agency, mailbox] of people) {
      await insertUser(tx, {
        id: uuidv7(),
        name,
        email: `${mailbox}.haugiang.example`,
        role,
        agency,
        demonstration: true,
      });
    }
    const payload = { demonstration: agencies.length, groups: groups.length, users: people.length, actor };
    await recordEvents(tx, [{ kind: 'agency.changed', agencies: [], payload }]);
    return true;
  });
}

export interface DemonstrationToken {
  readonly key: 'sender' | 'recipient' | 'office' | 'several' | 'operator' | 'auditor';
  /** What it is for, for people. */
  readonly title: string;
  readonly titleVi: string;
  readonly agencies: readonly string[];
  readonly token: string;
}

const tokens: readonly (Omit<DemonstrationToken, 'token'> & { readonly role: Role })[] = [
  {
    key: 'sender',
    title: 'Department of Information, sends',
    titleVi: 'Sở Thông tin và Truyền thông, gửi',
    agencies: ['H30.03'],
    role: 'clerk',
  },
  {
    key: 'recipient',
    title: 'Department of Finance, receives',
    titleVi: 'Sở Tài chính, nhận',
    agencies: ['H30.05'],
    role: 'clerk',
  },
  {
    key: 'office',
    title: 'Office of the People’s Committee',
    titleVi: 'Văn phòng UBND tỉnh',
    agencies: ['H30.01'],
    role: 'clerk',
  },
  {
    key: 'several',
    title: 'one document system of a city and its wards',
    titleVi: 'một hệ thống QLVB của thành phố và các phường',
    agencies: ['H30.31', 'H30.31.1', 'H30.31.3', 'H30.31.5'],
    role: 'clerk',
  },
  { key: 'operator', title: 'operator', titleVi: 'quản trị', agencies: [], role: 'operator' },
  { key: 'auditor', title: 'auditor', titleVi: 'kiểm tra', agencies: [], role: 'auditor' },
];

/** Issues one token for each part of the demonstration; they can be seen only now. */
export async function issueDemonstrationTokens(ctx: GatewayContext): Promise<DemonstrationToken[]> {
  const issued: DemonstrationToken[] = [];
  for (const { role, ...about } of tokens) {
    const scopes: readonly Scope[] = roleScopes[role];
    const { token } = await issueToken(ctx, {
      name: `demonstration: ${about.title}`,
      scopes,
      agencies: about.agencies,
      actor,
    });
    issued.push({ ...about, token });
  }
  return issued;
}

export interface DemonstrationAccount {
  readonly name: string;
  readonly role: Role;
  readonly agency: string | null;
  readonly email: string;
  readonly password: string;
}

/** Whose passwords are told: one person of every role, and a clerk who receives. */
const toldPeople = new Set([
  'cuc.lt@sotttt',
  'ha.dt@sotaichinh',
  'viet.pq@sotttt',
  'tam.vm@sotttt',
  'phuoc.dh@sotttt',
  'yen.lk@thanhtra',
]);

/** Gives people of the demonstration passwords of their own; those who were removed meanwhile are left out. */
export async function giveDemonstrationPasswords(ctx: GatewayContext): Promise<DemonstrationAccount[]> {
  const known = await listUserRows(ctx.database);
  const accounts: DemonstrationAccount[] = [];
  for (const [, , , mailbox] of people.filter((person) => toldPeople.has(person[3]))) {
    const user = known.find(({ email, demonstration }) => demonstration && email === `${mailbox}.haugiang.example`);
    if (user === undefined) continue;
    const { name, role, agency, email } = user;
    const password = newTypedSecret();
    await setPassword(ctx, email, password, actor);
    accounts.push({ name, role, agency, email, password });
  }
  return accounts;
}
