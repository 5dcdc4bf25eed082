import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgencyAlias } from '../../../gateway/agencies/agency.js';
import { addAgency, mergeAgencies, patchAgency } from '../../../gateway/agencies/change-agencies.js';
import { expandRecipients } from '../../../gateway/agencies/expand-recipients.js';
import { findAgencies, getAgency } from '../../../gateway/agencies/find-agencies.js';
import { listGroups, writeGroup } from '../../../gateway/agencies/groups.js';
import { importAgencies } from '../../../gateway/agencies/import-agencies.js';
import { resolveAgency } from '../../../gateway/agencies/resolve-agency.js';
import { type TestContext, testContext } from '../../support/test-context.js';

let test: TestContext;
beforeEach(async () => {
  test = await testContext();
  test.setNow('2026-05-19T03:00:00Z');
  await addAgency(test.ctx, { code: 'H30', name: 'Ủy ban nhân dân tỉnh Hậu Giang' }, 'test');
  for (const [code, name] of [
    ['H30.1', 'Sở Tài chính'],
    ['H30.2', 'Sở Y tế'],
    ['H30.3', 'Sở Đầu tư'],
  ] as const) {
    await addAgency(test.ctx, { code, name, parent: 'H30' }, 'test');
  }
});
afterEach(() => test.end());

const always = (code: string): AgencyAlias => ({ code, validFrom: null, validTo: null });
const codesOf = (agencies: readonly { code: string }[]) => agencies.map(({ code }) => code);
const expand = async (to: string[], onDate?: string) =>
  codesOf((await expandRecipients(test.ctx, to, onDate === undefined ? {} : { onDate })).agencies);

describe('an agency in the directory', () => {
  it('is found by its code in either form and by its aliases', async () => {
    await patchAgency(test.ctx, { code: 'H30.1', aliases: [always('vxp.saas.03'), always('14.00.W00')] }, 'test');
    for (const code of ['H30.1', '000.00.01.H30', 'vxp.saas.03', '14.00.W00', ' H30.1 ']) {
      expect((await resolveAgency(test.ctx, code)).code).toBe('H30.1');
    }
    for (const code of ['H30.9', 'h30.1', '', '%', "' or 1=1 --", '\0', 'H30.1\0', 'x'.repeat(100_000)]) {
      await expect(resolveAgency(test.ctx, code, undefined, 'from')).rejects.toMatchObject({
        code: 'unknown_agency',
        field: 'from',
      });
    }
  });

  it('takes part from its first to its last day in Vietnam, both included', async () => {
    await patchAgency(test.ctx, { code: 'H30.1', validFrom: '2016-01-01', validTo: '2025-06-30' }, 'test');
    const on = (date: Date | string) =>
      resolveAgency(test.ctx, 'H30.1', date).then(
        ({ code }) => code,
        (error) => error.code,
      );
    expect(await on('2015-12-31')).toBe('agency_closed');
    expect(await on('2016-01-01')).toBe('H30.1');
    expect(await on('2025-06-30')).toBe('H30.1');
    expect(await on('2025-07-01')).toBe('agency_closed');
    // 23:59 and 00:01 in Vietnam
    expect(await on(new Date('2025-06-30T16:59:00Z'))).toBe('H30.1');
    expect(await on(new Date('2025-06-30T17:01:00Z'))).toBe('agency_closed');
  });

  it('is not found by an alias outside the alias’ own days, and the problem names the code in use', async () => {
    await patchAgency(
      test.ctx,
      { code: 'H30.1', aliases: [{ code: 'OLD.1', validFrom: null, validTo: '2020-12-31' }] },
      'test',
    );
    expect((await resolveAgency(test.ctx, 'OLD.1', '2020-12-31')).code).toBe('H30.1');
    await expect(resolveAgency(test.ctx, 'OLD.1', '2021-01-01')).rejects.toMatchObject({
      code: 'agency_closed',
      detail: expect.stringContaining('H30.1'),
    });
  });

  it('is searched with or without diacritics, by code in either form, page by page', async () => {
    const search = async (q: string) => codesOf((await findAgencies(test.ctx, { q })).agencies);
    expect(await search('so dau TU')).toEqual(['H30.3']);
    expect(await search('Sở  Đầu')).toEqual(['H30.3']);
    expect(await search('02.h30')).toEqual(['H30.2']);
    expect(await search('%')).toEqual([]);
    expect(await search('_')).toEqual([]);
    expect(await search('\\')).toEqual([]);
    await expect(search('a\0b')).rejects.toMatchObject({ code: 'invalid_request' });
    const first = await findAgencies(test.ctx, { parent: 'H30', limit: 2 });
    expect(codesOf(first.agencies)).toEqual(['H30.1', 'H30.2']);
    const second = await findAgencies(test.ctx, { parent: 'H30', limit: 2, cursor: first.cursor ?? '' });
    expect(codesOf(second.agencies)).toEqual(['H30.3']);
    expect(second.cursor).toBeNull();
  });

  it('keeps what a change does not mention, clears what it sets to null, and each change is an event', async () => {
    await patchAgency(test.ctx, { code: 'H30.1', email: 'a@so.example', numbering: 'agency' }, 'user:7');
    await patchAgency(test.ctx, { code: 'H30.1', name: ' Sở  Tài chính mới ' }, 'user:7');
    expect(await getAgency(test.ctx, 'H30.1')).toMatchObject({
      name: 'Sở Tài chính mới',
      email: 'a@so.example',
      numbering: 'agency',
      parent: 'H30',
    });
    await patchAgency(test.ctx, { code: 'H30.1', email: null }, 'user:7');
    expect((await getAgency(test.ctx, 'H30.1')).email).toBeNull();
    const { rows } = await test.ctx.database.query(
      `select count(*) as n from events where kind = 'agency.changed' and payload->>'actor' = 'user:7'`,
    );
    expect(rows).toEqual([{ n: 3 }]);
  });

  it('is refused with the field that is wrong, and nothing is written', async () => {
    await patchAgency(test.ctx, { code: 'H30.1', aliases: [always('ALIAS.1')] }, 'test');
    const before = await findAgencies(test.ctx);
    const wrong = [
      [{ code: 'H30.9', name: '' }, 'name'],
      [{ code: 'H30.9', name: 'x'.repeat(201) }, 'name'],
      [{ code: 'a b', name: 'x' }, 'code'],
      [{ code: 'x'.repeat(36), name: 'x' }, 'code'],
      [{ code: 'ALIAS.1', name: 'x' }, 'code'],
      [{ code: 'H30.9', name: 'x', parent: 'H31' }, 'parent'],
      [{ code: 'H30.9', name: 'x', parent: 'H30.9' }, 'parent'],
      [{ code: 'H30.9', name: 'x', email: 'a@b@c' }, 'email'],
      [{ code: 'H30.9', name: 'x', email: 'a@so.example\r\nBcc: b@so.example' }, 'email'],
      [{ code: 'H30.9', name: 'x', channel: 'email' }, 'email'],
      ...['peer', 'vxp', 'webhook', 'fax'].map(
        (channel) => [{ code: 'H30.9', name: 'x', email: 'a@so.example', channel }, 'channel'] as const,
      ),
      [{ code: 'H30.9', name: 'x', validFrom: '2016-02-30' }, 'validFrom'],
      [{ code: 'H30.9', name: 'x', validFrom: '2016-02-02', validTo: '2016-02-01' }, 'validTo'],
      [{ code: 'H30.9', name: 'x', aliases: [always('H30.2')] }, 'aliases'],
      [{ code: 'H30.9', name: 'x', aliases: [always('ALIAS.1')] }, 'aliases'],
      [{ code: 'H30.9', name: 'x', aliases: [always('A'), always('A')] }, 'aliases'],
      [{ code: 'H30.9', name: 'x', demonstration: true, email: 'vanthu@haugiang.gov.vn' }, 'email'],
    ] as const;
    for (const [draft, field] of wrong) {
      await expect(addAgency(test.ctx, draft, 'test')).rejects.toMatchObject({ code: 'invalid_request', field });
    }
    await expect(patchAgency(test.ctx, { code: 'H30', parent: 'H30.2' }, 'test')).rejects.toMatchObject({
      field: 'parent',
    });
    await expect(patchAgency(test.ctx, { code: 'H31', name: 'x' }, 'test')).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(addAgency(test.ctx, { code: 'H30', name: 'x' }, 'test')).rejects.toMatchObject({
      code: 'already_exists',
    });
    expect(await findAgencies(test.ctx)).toEqual(before);
  });

  it('cannot get a circle above it by two changes at the same time', async () => {
    const results = await Promise.allSettled([
      patchAgency(test.ctx, { code: 'H30.1', parent: 'H30.2' }, 'test'),
      patchAgency(test.ctx, { code: 'H30.2', parent: 'H30.1' }, 'test'),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a merger', () => {
  it('ends the agencies, names the successor, and leaves old days as they were', async () => {
    await mergeAgencies(test.ctx, { agencies: ['H30.1', 'H30.3'], into: 'H30.2', lastDay: '2025-06-30' }, 'test');
    expect((await resolveAgency(test.ctx, 'H30.1', '2025-06-30')).code).toBe('H30.1');
    await expect(resolveAgency(test.ctx, 'H30.1')).rejects.toMatchObject({
      code: 'agency_closed',
      detail: expect.stringMatching(/until 2025-06-30.*successor is H30\.2/),
    });
    expect(await getAgency(test.ctx, 'H30.3')).toMatchObject({ validTo: '2025-06-30', successor: 'H30.2' });
    expect(codesOf((await findAgencies(test.ctx, { active: true })).agencies)).toEqual(['H30', 'H30.2']);
  });

  it('is an event of those concerned, by whatever way it is written', async () => {
    const events = async () =>
      (
        await test.ctx.database.query<{ agencies: string[]; payload: object }>(
          `select agencies, payload from events where kind = 'agency.merged' order by id`,
        )
      ).rows;
    await mergeAgencies(test.ctx, { agencies: ['H30.1'], into: 'H30.2', lastDay: '2025-06-30' }, 'user:1');
    await patchAgency(test.ctx, { code: 'H30.3', successor: 'H30.2', validTo: '2025-06-30' }, 'user:2');
    await patchAgency(test.ctx, { code: 'H30.3', email: 'a@so.example' }, 'user:2');
    const csv = 'code,name,valid_to,successor\nH30.4,Sở Cũ,2025-06-30,H30.2\n';
    await importAgencies(test.ctx, Buffer.from(csv), 'user:3');
    expect(await events()).toEqual(
      ['H30.1', 'H30.3', 'H30.4'].map((code, index) => ({
        agencies: [code, 'H30.2'],
        payload: { merged: [code], into: 'H30.2', lastDay: '2025-06-30', actor: `user:${index + 1}` },
      })),
    );
  });

  it('has a last day, leads to somebody who is still there, and in no circle, also when written by hand', async () => {
    const patch = (code: string, successor: string, validTo: string | null) =>
      patchAgency(test.ctx, { code, successor, validTo }, 'test');
    await expect(patch('H30.1', 'H30.2', null)).rejects.toMatchObject({ code: 'invalid_request', field: 'validTo' });
    await patch('H30.1', 'H30.2', '2025-06-30');
    await expect(patch('H30.2', 'H30.1', '2025-06-30')).rejects.toMatchObject({ field: 'successor' });
    await expect(patch('H30.3', 'H30.1', '2025-12-31')).rejects.toMatchObject({ field: 'successor' });
    const merge = (lastDay: string) => mergeAgencies(test.ctx, { agencies: ['H30.3'], into: 'H30.1', lastDay }, 'test');
    await expect(merge('2025-12-31')).rejects.toMatchObject({ code: 'invalid_request', field: 'into' });
    await expect(merge('2025-13-31')).rejects.toMatchObject({ code: 'invalid_request', field: 'lastDay' });
  });

  it('is refused into itself, into an agency that has ended, with nobody, or with an unknown agency', async () => {
    await patchAgency(test.ctx, { code: 'H30.3', validTo: '2020-01-01' }, 'test');
    const merge = (agencies: string[], into: string) =>
      mergeAgencies(test.ctx, { agencies, into, lastDay: '2025-06-30' }, 'test');
    await expect(merge(['H30.2'], 'H30.2')).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(merge(['H30.2'], 'H30.3')).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(merge([], 'H30.2')).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(merge(['H31'], 'H30.2')).rejects.toMatchObject({ code: 'not_found' });
    expect((await getAgency(test.ctx, 'H30.2')).validTo).toBeNull();
  });
});

describe('recipients', () => {
  beforeEach(() =>
    writeGroup(test.ctx, { name: 'Các sở', members: ['H30.3', '000.00.01.H30', 'H30.1'] }, true, 'user:7').then(
      () => {},
    ),
  );

  it('are expanded from codes, either form, and groups, each agency once, in the order written', async () => {
    expect(await expand(['H30.3', 'Các sở', '000.00.02.H30', 'H30.2'])).toEqual(['H30.3', 'H30.1', 'H30.2']);
    expect(await expand(['Các   sở'.normalize('NFD')])).toEqual(['H30.1', 'H30.3']);
  });

  it('that nobody knows are named with the province or ministry their code belongs to', async () => {
    await expect(expand(['H30.999'])).rejects.toMatchObject({ detail: expect.stringContaining('belong to Hậu Giang') });
    await expect(expand(['000.00.77.G22'])).rejects.toMatchObject({
      detail: expect.stringContaining('belong to Văn phòng Chính phủ'),
    });
  });

  it('that cannot be reached are named by their place in the list', async () => {
    await expect(expand([])).rejects.toMatchObject({ code: 'no_recipient', field: 'to' });
    await expect(expand(['H30.1', 'Các phòng'])).rejects.toMatchObject({ code: 'unknown_agency', field: 'to[1]' });
    await patchAgency(test.ctx, { code: 'H30.1', validTo: '2020-01-01' }, 'test');
    await expect(expand(['H30.2', 'H30.3', 'H30.1'])).rejects.toMatchObject({ code: 'agency_closed', field: 'to[2]' });
  });

  it('of a group follow mergers, also chained ones; who ended without a successor is left out', async () => {
    await addAgency(test.ctx, { code: 'H30.4', name: 'Sở Tài chính - Đầu tư' }, 'test');
    await addAgency(test.ctx, { code: 'H13', name: 'Cần Thơ' }, 'test');
    await mergeAgencies(test.ctx, { agencies: ['H30.1', 'H30.3'], into: 'H30.4', lastDay: '2024-12-31' }, 'test');
    await mergeAgencies(test.ctx, { agencies: ['H30.4'], into: 'H13', lastDay: '2025-06-30' }, 'test');
    expect(await expand(['Các sở'], '2024-12-31')).toEqual(['H30.1', 'H30.3']);
    expect(await expand(['Các sở'], '2025-01-01')).toEqual(['H30.4']);
    expect(await expand(['Các sở'], '2026-01-01')).toEqual(['H13']);
    expect(await expandRecipients(test.ctx, ['000.00.01.H30', 'H30.2', 'H13'], { onDate: '2026-01-01' })).toMatchObject(
      {
        agencies: [{ code: 'H13' }, { code: 'H30.2' }],
        merged: [{ named: '000.00.01.H30', into: 'H13' }],
      },
    );
    await patchAgency(test.ctx, { code: 'H13', validTo: '2025-12-31' }, 'test');
    await expect(expand(['H30.2', 'H30.1'], '2026-01-01')).rejects.toMatchObject({
      code: 'agency_closed',
      detail: expect.stringContaining('H13'),
      field: 'to[1]',
    });
    await writeGroup(test.ctx, { name: 'y-te', members: ['H30.2'] }, true, 'user:7');
    await patchAgency(test.ctx, { code: 'H30.2', validTo: '2020-01-01' }, 'test');
    await expect(expand(['y-te'])).rejects.toMatchObject({ code: 'no_recipient', field: 'to[0]' });
  });
});

describe('a group', () => {
  it('does not bring a document back to its sender', async () => {
    await writeGroup(test.ctx, { name: 'hai sở', members: ['H30.1', 'H30.2'] }, true, 'user:7');
    const codes = async (to: string[]) => codesOf((await expandRecipients(test.ctx, to, { except: 'H30.1' })).agencies);
    expect(await codes(['hai sở'])).toEqual(['H30.2']);
    expect(await codes(['hai sở', 'H30.1'])).toEqual(['H30.2', 'H30.1']);
    await writeGroup(test.ctx, { name: 'một sở', members: ['H30.1'] }, true, 'user:7');
    await expect(codes(['một sở'])).rejects.toMatchObject({ code: 'no_recipient', field: 'to[0]' });
  });
});

describe('groups', () => {
  it('are written anew whole, and refused with an unknown member, a name of an agency, or a doubled name', async () => {
    await writeGroup(test.ctx, { name: 'g', title: 'Nhóm', members: ['H30.1', 'H30.2'] }, true, 'user:7');
    await writeGroup(test.ctx, { name: 'g', members: ['H30.3'] }, false, 'user:7');
    expect(await listGroups(test.ctx, null)).toEqual([{ name: 'g', title: 'g', members: ['H30.3'] }]);
    const { rows } = await test.ctx.database.query<{ payload: object }>(
      `select payload from events where kind = 'group.changed' order by id`,
    );
    expect(rows.map(({ payload }) => payload)).toEqual([
      { group: 'g', members: ['H30.1', 'H30.2'], actor: 'user:7' },
      { group: 'g', members: ['H30.3'], actor: 'user:7' },
    ]);
    const write = (name: string, members: string[] = []) => writeGroup(test.ctx, { name, members }, true, 'user:7');
    await expect(write('g')).rejects.toMatchObject({ code: 'already_exists' });
    await expect(write('H30.1')).rejects.toMatchObject({ code: 'invalid_request', field: 'name' });
    await expect(write('a,b')).rejects.toMatchObject({ code: 'invalid_request', field: 'name' });
    await expect(write('h', ['H30.1', 'H99'])).rejects.toMatchObject({ code: 'unknown_agency', field: 'members[1]' });
    expect(await listGroups(test.ctx, null)).toHaveLength(1);
  });
});
