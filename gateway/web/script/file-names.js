/** Beside a field for files, the names of those that were chosen: with script the browser's own field, which names them, is not seen. */

/** @param {Event} event */
function showNames({ target }) {
  if (!(target instanceof HTMLInputElement) || target.type !== 'file') return;
  const shown = document.querySelector(`output[for="${CSS.escape(target.id)}"]`);
  if (shown !== null) shown.textContent = [...(target.files ?? [])].map(({ name }) => name).join(', ');
}

export function start() {
  document.addEventListener('change', showNames);
}
