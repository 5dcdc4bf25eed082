/**
 * The file shown in the page. A browser's PDF viewer takes the focus when it has loaded: from whoever is typing a reason, and with it the
 * keys that go through the documents. An inert frame cannot take it (WHATWG HTML section 6.3); it becomes one to read in as soon as its
 * reader goes there, with the pointer or with Tab to the link above it.
 */

/** Browsers tell of a pointer that rests where the page has moved beneath it, too. @param {PointerEvent} event */
const isMoved = ({ movementX, movementY }) => movementX !== 0 || movementY !== 0;

export function start() {
  const view = /** @type {HTMLElement | null} */ (document.querySelector('.file-view'));
  const frame = view?.querySelector('iframe');
  if (!view || !frame) return;
  const open = () => {
    frame.inert = false;
  };
  frame.inert = true;
  view.addEventListener('pointermove', (event) => isMoved(event) && open());
  view.addEventListener('pointerdown', open);
  view.addEventListener('focusin', open);
}
