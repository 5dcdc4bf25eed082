/** Whom a few typed letters may mean: asked while they are typed, chosen with the arrow keys. The field says where to ask (`data-suggest`). */

const pauseMs = 150;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let planned;
/** @type {AbortController | null} */
let asking = null;

const list = () => document.getElementById('co-the-la');
const choices = () => [...(list()?.querySelectorAll('button:enabled') ?? [])];

/** @param {HTMLInputElement} field @param {string} draft */
async function ask(field, draft) {
  asking?.abort();
  asking = new AbortController();
  const typed = field.value.trim();
  if (typed.length < 2) return list()?.replaceChildren();
  const query = new URLSearchParams({ q: typed, nhap: draft });
  const answer = await fetch(`${field.dataset['suggest']}?${query}`, { signal: asking.signal });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  list()?.replaceChildren(...page.body.children);
}

/** @param {number} step */
function move(step) {
  const all = choices();
  const at = all.findIndex((choice) => choice.classList.contains('cursor'));
  all[at]?.classList.remove('cursor');
  all[(at + step + all.length) % all.length]?.classList.add('cursor');
}

/** @param {() => string} draftOf id of the draft whose recipients are there already */
export function suggest(draftOf) {
  document.addEventListener('input', ({ target }) => {
    const field = /** @type {HTMLInputElement} */ (target);
    if (field.dataset['suggest'] === undefined) return;
    clearTimeout(planned);
    planned = setTimeout(() => void ask(field, draftOf()).catch(() => undefined), pauseMs);
  });
  document.addEventListener('keydown', (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    if (field.dataset?.['suggest'] === undefined || event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    }
    const chosen = /** @type {HTMLElement | undefined} */ (choices().find((one) => one.classList.contains('cursor')));
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && chosen !== undefined) {
      event.preventDefault();
      chosen.click();
    }
    if (event.key === 'Escape') list()?.replaceChildren();
  });
}
