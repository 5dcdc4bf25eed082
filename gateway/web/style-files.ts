/**
 * The files every page loads: one stylesheet, the two typefaces (Latin and Vietnamese only), the mark. Their address changes with their
 * content, so that browsers keep them for good.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const fontFiles = {
  'sans-latin.woff2': '@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2',
  'sans-vietnamese.woff2': '@fontsource-variable/public-sans/files/public-sans-vietnamese-wght-normal.woff2',
  'serif-latin.woff2': '@fontsource-variable/literata/files/literata-latin-wght-normal.woff2',
  'serif-vietnamese.woff2': '@fontsource-variable/literata/files/literata-vietnamese-wght-normal.woff2',
} as const;

interface StyleFile {
  readonly type: string;
  readonly bytes: Buffer;
}

const styleSheets = ['tokens.css', 'layout.css', 'parts.css', 'print.css'] as const;

const sheet = Buffer.concat(styleSheets.map((name) => readFileSync(new URL(`./files/${name}`, import.meta.url))));

export const styleFiles: ReadonlyMap<string, StyleFile> = new Map([
  ['mark.svg', { type: 'image/svg+xml', bytes: readFileSync(new URL('./files/mark.svg', import.meta.url)) }],
  ['style.css', { type: 'text/css; charset=utf-8', bytes: sheet }],
  ...Object.entries(fontFiles).map(
    ([name, path]) => [name, { type: 'font/woff2', bytes: readFileSync(require.resolve(path)) }] as const,
  ),
]);

/** A digest of all of them. */
export const styleVersion = hash('sha256', Buffer.concat([...styleFiles.values()].map(({ bytes }) => bytes))).slice(
  0,
  16,
);

/** Where browsers find one of them. */
export const styleAddress = (file: string): string => `/giao-dien/${styleVersion}/${file}`;
