/**
 * The files every page loads: one stylesheet, the script, the two typefaces (Latin and Vietnamese only), the mark. Their address changes
 * with their content, so that browsers keep them for good. The script is written as browsers read it: modules, no build.
 */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);

const fontFiles = {
  'sans-latin.woff2': '@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2',
  'sans-vietnamese.woff2': '@fontsource-variable/public-sans/files/public-sans-vietnamese-wght-normal.woff2',
  'serif-latin.woff2': '@fontsource-variable/literata/files/literata-latin-wght-normal.woff2',
  'serif-vietnamese.woff2': '@fontsource-variable/literata/files/literata-vietnamese-wght-normal.woff2',
} as const;

interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** The same by gzip (RFC 1952), made once; null where that saves nothing: typefaces are compressed already. */
  readonly gzipped: Buffer | null;
}

const textFile = (type: string, bytes: Buffer): PageFile => ({ type, bytes, gzipped: gzipSync(bytes, { level: 9 }) });

/** In this order: the language, what all pages have, parts, areas of pages; paper has the last word. */
const styleSheets = [
  'tokens.css',
  'layout.css',
  'masthead.css',
  'navigation.css',
  'keys.css',
  'parts.css',
  'fields.css',
  'tables.css',
  'verdict.css',
  'addressees.css',
  'ask.css',
  'day-contents.css',
  'filters.css',
  'lists.css',
  'search.css',
  'tabs.css',
  'audit.css',
  'compose.css',
  'compose-files.css',
  'directory.css',
  'document-sheet.css',
  'document.css',
  'document-aside.css',
  'document-course.css',
  'mailboxes.css',
  'operator.css',
  'people.css',
  'registers.css',
  'report.css',
  'verify.css',
  'print.css',
] as const;

const readOwn = (path: string): Buffer => readFileSync(new URL(path, import.meta.url));

const sheet = Buffer.concat(styleSheets.map((name) => readOwn(`./files/${name}`)));

const scriptNames = readdirSync(new URL('./script/', import.meta.url)).filter((name) => name.endsWith('.js'));

export const pageFiles: ReadonlyMap<string, PageFile> = new Map([
  ['mark.svg', textFile('image/svg+xml', readOwn('./files/mark.svg'))],
  ['style.css', textFile('text/css; charset=utf-8', sheet)],
  ...scriptNames.map(
    (name) => [name, textFile('text/javascript; charset=utf-8', readOwn(`./script/${name}`))] as const,
  ),
  ...Object.entries(fontFiles).map(
    ([name, path]) =>
      [name, { type: 'font/woff2', bytes: readFileSync(require.resolve(path)), gzipped: null }] as const,
  ),
]);

/** A digest of all of them. */
export const filesVersion = hash('sha256', Buffer.concat([...pageFiles.values()].map(({ bytes }) => bytes))).slice(
  0,
  16,
);

/** Where browsers find one of them. */
export const fileAddress = (file: string): string => `/giao-dien/${filesVersion}/${file}`;
