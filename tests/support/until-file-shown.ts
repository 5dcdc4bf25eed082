/** Waits for the browser's PDF viewer: until it has loaded it takes clicks and keys that are meant for the page. People are slower. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The viewer is a frame with the file in it, and another within. */
const framesOfViewer = 2;
const settledMs = 300;

export async function untilFileShown(page: Page): Promise<void> {
  const shown = () => page.frames().filter((frame) => /\/tep\/\d+(#|$)/.test(frame.url())).length;
  await expect.poll(shown, { timeout: 20_000 }).toBe(framesOfViewer);
  await wait(settledMs);
}
