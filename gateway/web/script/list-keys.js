/**
 * Keys in lists of documents: `j` and `k` move a cursor over the rows, Enter opens, `x` ticks, `t` and `r` lead to accepting and refusing on
 * the document's page. Rows replaced live keep the cursor, as it goes by the document.
 */
import { onKey } from './keys.js';

/** Id of the document the cursor is on. @type {string | null} */
let at = null;

const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-row]')]);
const current = () => rows().find((row) => row.dataset['row'] === at);
const linkOf = () => current()?.querySelector('a');

function show() {
  for (const row of rows()) row.classList.toggle('cursor', row.dataset['row'] === at);
}

/** @param {1 | -1} by */
function move(by) {
  const all = rows();
  if (all.length === 0) return;
  const place = all.findIndex((row) => row.dataset['row'] === at);
  const next = all[Math.max(0, Math.min(all.length - 1, place < 0 ? 0 : place + by))];
  at = next?.dataset['row'] ?? null;
  show();
  next?.querySelector('a')?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'nearest' });
}

/** @param {string} panel of the document's page */
function open(panel) {
  const link = linkOf();
  if (link) location.assign(`${link.href}${panel}`);
}

function countPicked() {
  const count = document.querySelectorAll('input[name="chon"]:checked').length;
  for (const place of document.querySelectorAll('[data-picked]'))
    place.textContent = count === 0 ? '' : (place.getAttribute('data-picked') ?? '').replace('{n}', String(count));
}

export function start() {
  if (document.querySelector('[data-rows]') === null) return;
  onKey('j', () => move(1));
  onKey('k', () => move(-1));
  onKey('t', () => open('#tiep-nhan'));
  onKey('r', () => open('#tu-choi'));
  onKey('x', () => current()?.querySelector('input')?.click());
  document.addEventListener('change', countPicked);
  // A row one came to by Tab is the one the keys are about.
  document.addEventListener('focusin', ({ target }) => {
    const row = target instanceof Element ? target.closest('[data-row]') : null;
    if (row === null) return;
    at = row.getAttribute('data-row');
    show();
  });
  document.addEventListener('live', () => {
    show();
    countPicked();
  });
}
