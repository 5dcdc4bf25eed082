/**
 * Keys that hold on every page: `/` searches, `c` writes, `?` shows all keys. A page says its keys in the foot (`.keys`); the help shows
 * the same. Pages add keys of their own with `onKey`.
 */

/** @type {Map<string, () => void>} */
const actions = new Map();

/**
 * @param {string} key as in KeyboardEvent.key
 * @param {() => void} action
 */
export function onKey(key, action) {
  actions.set(key, action);
}

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select'));

/** @param {string} selector */
const press = (selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector))?.click();

function showHelp() {
  /** @type {HTMLDialogElement | null} */
  const help = document.querySelector('#phim-tat');
  if (help !== null && !help.open) help.showModal();
}

export function start() {
  onKey('/', () => {
    /** @type {HTMLInputElement | null} */
    const field = document.querySelector('[data-key="/"]');
    field?.focus();
    field?.select();
  });
  onKey('c', () => press('[data-key="c"]'));
  onKey('?', showHelp);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector('dialog[open]') !== null) return;
    const action = actions.get(event.key);
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  document.querySelector('[data-help]')?.addEventListener('click', showHelp);
}
