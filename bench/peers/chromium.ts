/** A real browser (Debian's Chromium), for tests and benchmarks of pages. */
import { type Browser, chromium } from 'playwright-core';

/** Nothing but the pages is asked for: no update, no safe-browsing, no start page. */
const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const openChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: quietly });
