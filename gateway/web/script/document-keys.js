/**
 * Keys of the document page: each presses the link or button that carries it as `data-key`, also one that was replaced meanwhile. What is
 * not offered does nothing.
 */
import { onKey } from './keys.js';

const keys = ['j', 'k', 'u', 'p', 'b'];

/** @param {string} key */
const press = (key) => /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${key}"]`))?.click();

export function start() {
  if (document.querySelector('.document-head, .sheet') === null) return;
  for (const key of keys) onKey(key, () => press(key));
}
