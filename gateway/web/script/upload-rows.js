/** Rows of files that are coming in: how far each is, how long it still takes, and which can go on. */
import { one, word } from './compose-page.js';

const paintEveryMs = 250;
/** Sooner a speed says little. */
const tellLeftAfterMs = 1_000;

/**
 * @typedef {{ file: File, received: number, isBroken: boolean, paintedMs: number, begun: { ms: number, received: number } | null }} Running
 * `begun`: where the first chunk of this try ended, from which its speed is told
 */
/** @type {Map<string, Running>} */
export const running = new Map();

/** @param {Running} state @returns {string} how far it is, and how long it still takes, once that can be told */
function progressText({ isBroken, received, file, begun }) {
  if (isBroken) return word('broken');
  const ms = performance.now() - (begun?.ms ?? 0);
  const came = received - (begun?.received ?? received);
  if (came <= 0 || ms < tellLeftAfterMs) return word('loading');
  const seconds = Math.ceil((file.size - received) / (came / ms) / 1_000);
  return seconds < 100
    ? word('secondsLeft').replace('{s}', String(seconds))
    : word('minutesLeft').replace('{m}', String(Math.ceil(seconds / 60)));
}

/** @param {string} id */
export function paint(id) {
  const [row, state] = [one(`[data-file="${id}"]`), running.get(id)];
  const bar = /** @type {HTMLProgressElement | null} */ (row && one('progress', row));
  if (row === null || bar === null || state === undefined) return;
  state.paintedMs = performance.now();
  bar.value = state.received;
  bar.classList.toggle('broken', state.isBroken);
  const percent = String(Math.floor((100 * state.received) / state.file.size));
  const status = one('[data-upload-status]', row);
  status?.classList.toggle('attention', state.isBroken);
  const text = status && one('span', status)?.firstChild;
  if (text) text.textContent = `${progressText(state).replace('{n}', percent)} `;
  const again = one('[data-resume]', row);
  if (again !== null) again.hidden = !state.isBroken;
}

/** Files the browser does not have any more are chosen again. */
export function offerResume() {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-resume]')))
    if (!running.has(button.dataset['resume'] ?? '')) button.hidden = false;
}

/** A chunk came in. @param {string} id @param {Running} state @param {number} received bytes so far */
export function tellProgress(id, state, received) {
  state.received = received;
  state.begun ??= { ms: performance.now(), received };
  if (performance.now() - state.paintedMs > paintEveryMs) paint(id);
}

/** Known by name and size: the rest of a file that was begun goes where its beginning is. @param {File} file */
export const rowOf = (file) =>
  [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.file-row'))].find(
    (row) =>
      row.dataset['name'] === file.name.normalize('NFC') &&
      row.dataset['size'] === String(file.size) &&
      one('progress', row) !== null,
  );
