/** Keys of writing: Ctrl+Enter goes to the preview, and there sends; Alt+1 to 3 go to the parts; Escape to the list, with everything kept. */

/** What each part begins with. */
const parts = ['#file', '#recipient', '#thong-tin :is(input:not([type=hidden]), select)'];

/** Where Escape closes something else. */
const isOpen = () =>
  document.querySelector('dialog[open]') !== null || document.getElementById('co-the-la')?.firstElementChild != null;

/** @param {{ confirm: () => void, leave: () => void }} acts */
export function start({ confirm, leave }) {
  /** @param {KeyboardEvent} event */
  const actOf = ({ key, code, ctrlKey, metaKey, altKey, shiftKey }) => {
    if (shiftKey) return undefined;
    if (key === 'Enter' && (ctrlKey || metaKey) && !altKey) return confirm;
    // By its place: with Alt some keyboards type other signs.
    const [, digit] = /^(?:Digit|Numpad)([1-3])$/.exec(code) ?? [];
    if (digit !== undefined && altKey && !ctrlKey && !metaKey) return () => go(parts[Number(digit) - 1] ?? '');
    return key === 'Escape' && !ctrlKey && !altKey && !metaKey && !isOpen() ? leave : undefined;
  };
  // Before the field of addresses hears of it, which closes its suggestions.
  document.addEventListener(
    'keydown',
    (event) => {
      const act = event.isComposing ? undefined : actOf(event);
      if (act === undefined) return;
      event.preventDefault();
      act();
    },
    { capture: true },
  );
}

/** @param {string} selector */
function go(selector) {
  const control = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  control?.focus();
  control?.closest('.section')?.scrollIntoView({ block: 'nearest' });
}
