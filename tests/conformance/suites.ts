/** The suites that are judged. */
import type { Suite } from './suite.js';
import { anchored } from './suites/anchored.js';
import { asic } from './suites/asic.js';
import { edxml } from './suites/edxml.js';
import { dsn, dsnReason, mime, vnMail } from './suites/mail.js';
import { pades } from './suites/pades.js';
import { smime } from './suites/smime.js';
import { tsp } from './suites/tsp.js';
import { wycheproof } from './suites/wycheproof.js';
import { x509 } from './suites/x509.js';
import { xml } from './suites/xml.js';
import { xmlAttacks } from './suites/xml-attacks.js';
import { xmldsig } from './suites/xmldsig.js';
import { zip } from './suites/zip.js';

export const suites: readonly Suite[] = [
  xml,
  xmlAttacks,
  zip,
  edxml,
  asic,
  pades,
  anchored,
  x509,
  smime,
  tsp,
  wycheproof,
  xmldsig,
  mime,
  vnMail,
  dsn,
  dsnReason,
];
