/**
 * A form marked `data-drop` takes a file that is dropped anywhere on its page and is sent at once; its button says that it is busy
 * meanwhile (`data-busy`). What is marked `data-with-script` is shown only where there is a script to serve it.
 */

/** @returns {HTMLFormElement | null} */
const dropForm = () => document.querySelector('form[data-drop]');

/** @param {HTMLFormElement} form */
const fileField = (form) => /** @type {HTMLInputElement | null} */ (form.querySelector('input[type=file]'));

/** @param {DragEvent} event */
function take(event) {
  const form = dropForm();
  const field = form && fileField(form);
  const files = event.dataTransfer?.files;
  if (form === null || !field || files === undefined || files.length === 0) return;
  event.preventDefault();
  form.classList.remove('is-over');
  if (files.length > 1 && !field.multiple) {
    const first = new DataTransfer();
    first.items.add(/** @type {File} */ (files[0]));
    field.files = first.files;
  } else field.files = files;
  form.requestSubmit();
}

/** @param {SubmitEvent} event */
function showBusy(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const busy = form.dataset['busy'];
  const button = event.submitter ?? form.querySelector('button');
  if (busy === undefined || !(button instanceof HTMLButtonElement) || button.hasAttribute('formaction')) return;
  button.textContent = busy;
  form.setAttribute('aria-busy', 'true');
}

/** A page that is gone back to is as it was before. */
function showIdle() {
  if (dropForm()?.getAttribute('aria-busy') === 'true') location.reload();
}

export function start() {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-with-script]')))
    one.hidden = false;
  document.addEventListener('dragover', (event) => {
    const form = dropForm();
    if (form === null) return;
    event.preventDefault();
    form.classList.add('is-over');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) dropForm()?.classList.remove('is-over');
  });
  document.addEventListener('drop', take);
  document.addEventListener('submit', showBusy);
  addEventListener('pageshow', (event) => event.persisted && showIdle());
}
