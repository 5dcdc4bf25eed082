/**
 * Search as one types, from two letters: a list box under the field of the masthead, filled by the server. Without it the form leads to
 * the page of results. Source: WAI-ARIA Authoring Practices 1.2, combobox with list autocomplete, manual selection.
 */

const waitMs = 90;
const fewestLetters = 2;

/** @param {HTMLInputElement} field @param {HTMLElement} box */
function combine(field, box) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let planned;
  /** @type {AbortController | undefined} */
  let asking;

  const options = () => /** @type {HTMLElement[]} */ ([...box.querySelectorAll('[role="option"]')]);
  const chosen = () => options().find((option) => option.getAttribute('aria-selected') === 'true');

  /** @param {HTMLElement | undefined} next */
  function choose(next) {
    for (const option of options()) option.setAttribute('aria-selected', String(option === next));
    if (next === undefined) field.removeAttribute('aria-activedescendant');
    else field.setAttribute('aria-activedescendant', next.id);
    next?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {boolean} isOpen */
  function open(isOpen) {
    box.hidden = !isOpen;
    field.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) choose(undefined);
  }

  async function ask() {
    asking?.abort();
    const words = field.value.trim();
    if (words.length < fewestLetters) return open(false);
    asking = new AbortController();
    const answer = await fetch(`/tim/goi-y?${new URLSearchParams({ q: words })}`, { signal: asking.signal });
    if (answer.status !== 200 || answer.redirected) return open(false);
    const list = new DOMParser().parseFromString(await answer.text(), 'text/html').body.firstElementChild;
    if (list === null || document.activeElement !== field) return open(false);
    box.replaceChildren(list);
    open(true);
  }

  /** @param {1 | -1} by */
  function step(by) {
    const all = options();
    const place = all.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    choose(all[(place + by + all.length + (place < 0 && by < 0 ? 1 : 0)) % all.length]);
  }

  /** @param {HTMLElement | undefined} option */
  function follow(option) {
    const address = option?.dataset['href'];
    if (address !== undefined) location.assign(address);
    return address !== undefined;
  }

  field.addEventListener('input', () => {
    clearTimeout(planned);
    // An answer that comes too late, or a broken line: the form still works.
    planned = setTimeout(() => void ask().catch(() => undefined), waitMs);
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && !box.hidden) open(false);
    else if (event.key === 'ArrowDown' && !box.hidden) step(1);
    else if (event.key === 'ArrowUp' && !box.hidden) step(-1);
    else if (event.key !== 'Enter' || box.hidden || !follow(chosen())) return;
    event.preventDefault();
  });
  // Before the field loses the focus.
  box.addEventListener('mousedown', (event) => event.preventDefault());
  box.addEventListener('click', ({ target }) => {
    if (target instanceof Element)
      follow(/** @type {HTMLElement | undefined} */ (target.closest('[role="option"]') ?? undefined));
  });
  field.addEventListener('blur', () => open(false));
}

export function start() {
  const form = document.querySelector('form[data-search]');
  const field = form?.querySelector('input');
  const box = form?.querySelector('.suggestions');
  if (!field || !(box instanceof HTMLElement)) return;
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', box.id);
  field.setAttribute('aria-expanded', 'false');
  combine(field, box);
}
