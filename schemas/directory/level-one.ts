/**
 * Which provinces and ministries exist on the first level of identification codes, and the demonstration province.
 * Does not hold the directory of a running gateway: that is data of its database.
 * Source: Decision 20/2020/QĐ-TTg as listed by public projects (provinces before the mergers of 1 July 2025); the lower
 * levels of the demonstration province are ours.
 */
import { readFileSync } from 'node:fs';
import { readCsv } from './read-csv.js';

export interface LevelOneCode {
  readonly code: string;
  readonly name: string;
}

export interface DemonstrationAgency extends LevelOneCode {
  /** Code of the agency above; null for the province. */
  readonly parent: string | null;
  readonly email: string;
}

/** The provinces, H01 … H63. */
export const provinces: () => readonly LevelOneCode[] = once(() => rowsOf('provinces.csv').map(levelOne));

/** The ministries and agencies of the Government, G01 … */
export const ministries: () => readonly LevelOneCode[] = once(() => rowsOf('ministries.csv').map(levelOne));

/** The agencies of Hậu Giang as named in 2016, parents before children. */
export const demonstrationAgencies: () => readonly DemonstrationAgency[] = once(() =>
  rowsOf('hau-giang-2016.csv').map(([code = '', name = '', parent = '', email = '']) => ({
    code,
    name,
    parent: parent === '' ? null : parent,
    email,
  })),
);

/** The name of a province or ministry by its level-1 code, e.g. `H30` → `Hậu Giang`. */
export function levelOneName(code: string): string | undefined {
  return [...provinces(), ...ministries()].find((entry) => entry.code === code)?.name;
}

function levelOne([code = '', name = '']: readonly string[]): LevelOneCode {
  return { code, name };
}

function rowsOf(file: string): string[][] {
  const text = readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8');
  return readCsv(text.normalize('NFC')).slice(1);
}

function once<T>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
