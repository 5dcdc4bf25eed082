/**
 * Parts of the page of a draft take the place of older ones, and never of what somebody is typing: such a field stays as it is until it
 * was sent, too.
 */

/** @typedef {{ at: number, body: FormData }} Sent what was sent, and which change was the newest then */

/** Which change of which field was the newest. @type {Map<string, number>} */
const typed = new Map();

/** @param {string} name @param {number} change */
export const noteTyped = (name, change) => void typed.set(name, change);

/** @param {Element | null} old @param {Element | null} next */
export function swap(old, next) {
  if (old === null || next === null || old.contains(document.activeElement)) return;
  for (const open of old.querySelectorAll('details[open][id]'))
    next.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute('open', '');
  old.replaceWith(next);
}

/** @param {Element} field @param {string} name */
const controlsOf = (field, name) =>
  /** @type {HTMLInputElement[]} */ ([...field.querySelectorAll(`[name="${name}"]`)]).filter(
    ({ type, checked }) => !/^(radio|checkbox)$/.test(type) || checked,
  );

/** @param {FormData} body @param {string} name */
const sentOf = (body, name) => String(body.getAll(name).at(-1) ?? '').trim();

/** The field that holds the focus keeps its place: only a value other than the one that was sent goes into it. @param {Element} old @param {string} value */
function putValue(old, value) {
  const control = /** @type {HTMLInputElement | null} */ (old.querySelector('input[type=text], textarea, select'));
  if (control !== null) control.value = value;
}

/**
 * Takes the fields of an answer, but not those somebody typed in since.
 * @param {Document} page @param {Sent} sent
 * @returns {boolean} false when such a field is another in the answer, too
 */
export function takeFields(page, { at, body }) {
  let isWhole = true;
  for (const field of document.querySelectorAll('[data-field]')) {
    const name = field.getAttribute('data-field') ?? '';
    const next = page.querySelector(`[data-field="${name}"]`);
    if (next === null) continue;
    const value = controlsOf(next, name).at(-1)?.value ?? '';
    const isOther = value !== sentOf(body, name);
    if ((typed.get(name) ?? 0) > at) isWhole &&= !isOther;
    else if (!field.contains(document.activeElement)) swap(field, next);
    else if (isOther) putValue(field, value);
  }
  return isWhole;
}

/** The next form is made of the draft as the page shows it now. @param {Document} page */
export function takeVersion(page) {
  const [old, next] = [document, page].map(
    (where) => /** @type {HTMLInputElement | null} */ (where.querySelector('[name="seen-version"]')),
  );
  if (old && next) old.value = next.value;
}
