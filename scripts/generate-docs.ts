/**
 * Writes the pages of docs/ that follow from tables in the code: `npm run docs`.
 * A test holds pages and tables together, so a changed table without a new page fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeConfigurationReference } from '../gateway/config-reference.js';
import { catalogue } from '../schemas/problems/catalogue.js';
import type { CatalogueEntry } from '../schemas/problems/catalogue-entry.js';
import { formatProblems } from '../schemas/problems/format-problems.js';
import { signatureProblems } from '../schemas/problems/signature-problems.js';

export const pagePath = (name: string): string => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));

function problemTable(problems: Readonly<Record<string, CatalogueEntry>>): string {
  const rows = Object.entries(problems).map(
    ([code, { status, retry, title, titleVi }]) =>
      `| \`${code}\` | ${status} | ${retry ? 'yes' : 'no'} | ${titleVi} | ${title} |`,
  );
  return ['| code | HTTP | retry | tiếng Việt | English |', '|---|---|---|---|---|', ...rows].join('\n');
}

export function errorsPage(): string {
  const own = new Set([...Object.keys(formatProblems), ...Object.keys(signatureProblems)]);
  const service = Object.fromEntries(Object.entries(catalogue).filter(([code]) => !own.has(code)));
  return `# Errors

Generated from \`schemas/problems\` by \`npm run docs\`; do not edit.

Every failed request is answered with a problem document (RFC 9457, \`application/problem+json\`): \`type\`, \`title\`, \`status\`, \`detail\`, \`code\`,
and where it helps \`field\`. \`code\` is stable: programs decide by it. \`retry\` says whether the unchanged request may succeed later.
The same codes appear in verification reports, in the reasons of deliveries, and on the command line.

## Requests, states and the service
${problemTable(service)}

## Files: XML, ZIP, ASiC, edXML
${problemTable(formatProblems)}

## Keys, certificates and signatures
${problemTable(signatureProblems)}
`;
}

/** The commands of docs/verify.md as one script: exports for auditors bring it along. */
export function verifyScript(): string {
  const page = readFileSync(pagePath('verify.md'), 'utf8');
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands).join('');
}

export const verifyScriptPath = fileURLToPath(new URL('../gateway/audit/verify.sh', import.meta.url));

const pages = { 'errors.md': errorsPage, 'configuration.md': writeConfigurationReference };

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, page] of Object.entries(pages)) writeFileSync(pagePath(name), page());
  writeFileSync(verifyScriptPath, verifyScript());
}
