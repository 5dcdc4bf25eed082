/** What the modules of writing find on the page. */

/** @param {string} selector @param {ParentNode} [root] */
export const one = (selector, root = document) => /** @type {HTMLElement | null} */ (root.querySelector(selector));
export const form = () => /** @type {HTMLFormElement | null} */ (document.getElementById('soan'));
/** @param {string} name */
export const word = (name) => form()?.dataset[name] ?? '';
