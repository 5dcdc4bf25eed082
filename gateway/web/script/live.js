/**
 * Live changes: when the server says that something this page shows has changed, the page is read again and the regions marked
 * `data-live` that differ take the place of the old ones. A region being typed into waits; one marked `data-live="wait"` waits for a
 * press when its reader has scrolled into it or selected rows. The stream is open while the page is looked at.
 * Source: WHATWG HTML section 9.2 (server-sent events).
 */

const tickMs = 5_000;
const gatherMs = 150;
/** Figures change with every document: they are read again now and then, however many come. */
const figuresMs = 5_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let planned;
/** @type {EventSource | null} */
let stream = null;
/** @type {WeakMap<HTMLElement, string>} */
const renewed = new WeakMap();

/** @param {Document} doc */
const regionsOf = (doc) => /** @type {HTMLElement[]} */ ([...doc.querySelectorAll('[data-live][id]')]);

/** @param {Element} region keys of what it lists, to see what is new */
const rowsOf = (region) =>
  new Map([...region.querySelectorAll('[data-row]')].map((row) => [row.getAttribute('data-row') ?? '', row]));

/** @param {HTMLElement} region */
const isTypedInto = (region) =>
  region.contains(document.activeElement) && document.activeElement?.matches('input, textarea, select') === true;

/** @param {HTMLElement} region */
const isBeingRead = (region) =>
  region.querySelector('input:checked') !== null || region.getBoundingClientRect().top < -40;

/** What the reader has opened stays open, what has the focus keeps it. @param {HTMLElement} old @param {HTMLElement} next */
function replace(old, next) {
  const before = rowsOf(old);
  for (const [key, row] of rowsOf(next)) if (before.get(key)?.outerHTML !== row.outerHTML) row.classList.add('changed');
  for (const open of old.querySelectorAll('details[open][id]'))
    next.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute('open', '');
  const focused = old.contains(document.activeElement) ? document.activeElement?.id : undefined;
  old.replaceWith(next);
  if (focused) document.getElementById(focused)?.focus();
}

/** @param {HTMLElement} old @param {HTMLElement} next */
function offer(old, next) {
  const known = rowsOf(old);
  const count = [...rowsOf(next).keys()].filter((key) => !known.has(key)).length;
  if (count === 0) return;
  const id = `${old.id}-moi`;
  document.getElementById(id)?.remove();
  const button = document.createElement('button');
  button.id = id;
  button.type = 'button';
  button.className = 'button live-offer';
  button.textContent = (document.body.dataset['liveOffer'] ?? '').replace('{n}', String(count));
  button.addEventListener('click', () => {
    button.remove();
    replace(old, next);
  });
  old.before(button);
}

/** @param {string} text */
function announce(text) {
  const status = document.getElementById('thong-bao');
  if (status !== null) status.textContent = text;
}

/** @param {HTMLElement} old @param {HTMLElement | null} next @returns {boolean} whether it took the old one's place */
function renew(old, next) {
  const text = next?.outerHTML;
  // A region that was replaced remembers what it came as: script may have changed it since.
  if (!next || text === (renewed.get(old) ?? old.outerHTML) || isTypedInto(old)) return false;
  if (old.dataset['live'] === 'wait' && isBeingRead(old)) {
    offer(old, next);
    return false;
  }
  replace(old, next);
  renewed.set(next, text ?? '');
  return true;
}

/** Signed out meanwhile, or taken away: the page says so by itself. @param {Response} answer */
const isGone = (answer) => answer.redirected || answer.status === 404 || answer.status === 403;

async function readAgain() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (isGone(answer)) location.reload();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const changed = regionsOf(document).filter((old) => renew(old, page.getElementById(old.id)));
  if (changed.length === 0) return;
  document.dispatchEvent(new CustomEvent('live'));
  if (!isFigures()) announce(document.body.dataset['liveSaid'] ?? '');
}

/** Pages of figures: what moves there all the time is not read out. */
const isFigures = () => ['health', 'figures'].includes(document.body.dataset['liveFor'] ?? '');

/** @param {number} afterMs */
function plan(afterMs = gatherMs) {
  // Whoever waits for the last of many changes would wait for good where they never end.
  if (afterMs !== gatherMs && planned !== undefined) return;
  clearTimeout(planned);
  planned = setTimeout(() => {
    planned = undefined;
    void readAgain().catch(() => undefined);
  }, afterMs);
}

/** @param {string} subject `documents`, `figures`, or `document:` and an id @param {readonly string[]} documents ids; `*` for many */
const concerns = (subject, documents) =>
  ['documents', 'figures'].includes(subject) ||
  documents.includes('*') ||
  documents.includes(subject.slice('document:'.length));

/** @param {string} subject */
function listen(subject) {
  if (document.hidden) {
    stream?.close();
    stream = null;
    return;
  }
  if (stream !== null) return;
  stream = new EventSource('/song');
  stream.addEventListener('change', (event) => {
    if (concerns(subject, JSON.parse(event.data).documents)) plan(subject === 'figures' ? figuresMs : gatherMs);
  });
}

export function start() {
  const subject = document.body.dataset['liveFor'];
  if (subject === undefined) return;
  if (subject === 'health') {
    setInterval(() => document.hidden || plan(), tickMs);
    return;
  }
  listen(subject);
  document.addEventListener('visibilitychange', () => {
    // What changed while nobody looked.
    if (!document.hidden) plan();
    listen(subject);
  });
}
