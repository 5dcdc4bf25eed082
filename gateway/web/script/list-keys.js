/**
 * Keys in lists of documents: `j` and `k` move a cursor over the rows, Enter opens, `x` ticks, `t` and `r` lead to accepting and refusing on
 * the document's page. Rows replaced live keep the cursor, as it goes by the document.
 */
import { onKey } from './keys.js';

/** The row the cursor is on; the same document may stand in two lists of a page. @type {HTMLElement | null} */
let at = null;

const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-row]')]);

/** @param {HTMLElement | null} row */
function put(row) {
  at?.classList.remove('cursor');
  at = row;
  at?.classList.add('cursor');
}

/** @param {1 | -1} by */
function move(by) {
  const all = rows();
  const place = at === null ? -1 : all.indexOf(at);
  const next = all[Math.max(0, Math.min(all.length - 1, place < 0 ? 0 : place + by))];
  if (next === undefined) return;
  put(next);
  next.querySelector('a')?.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

/** @param {string} panel of the document's page */
function open(panel) {
  const link = at?.querySelector('a');
  if (!link) return;
  const address = new URL(link.href);
  address.searchParams.set('lam', panel);
  location.assign(address);
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
  onKey('t', () => open('tiep-nhan'));
  onKey('r', () => open('tu-choi'));
  onKey('x', () => at?.querySelector('input')?.click());
  document.addEventListener('change', countPicked);
  // A row one came to by Tab is the one the keys are about.
  document.addEventListener('focusin', ({ target }) => {
    const row = target instanceof Element ? target.closest('[data-row]') : null;
    if (row instanceof HTMLElement) put(row);
  });
  document.addEventListener('live', () => {
    if (at !== null && !at.isConnected) put(rows().find((row) => row.dataset['row'] === at?.dataset['row']) ?? null);
    countPicked();
  });
}
