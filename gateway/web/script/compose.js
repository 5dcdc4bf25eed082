/**
 * Comfort of writing a document: files dropped anywhere, fields saved while they are typed, buttons that do not load the page anew. Every
 * answer is the page itself; its parts take the place of the old ones.
 */
import { noteTyped, swap, takeFields, takeVersion } from './compose-fields.js';
import * as composeKeys from './compose-keys.js';
import { form, one, word } from './compose-page.js';
import { onKey } from './keys.js';
import { suggest } from './suggest.js';
import { announce, newId, Refused, upload } from './upload.js';
import { offerResume, paint, rowOf, running, tellProgress } from './upload-rows.js';

const saveAfterMs = 1_200;

/** Raised by every change: what was typed while an answer was under way is newer than the answer. */
let changes = 0;
let saved = 0;
/** Somebody else changed what was typed here: nothing is kept until a choice is made. */
let isStopped = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let planned;
/** @type {Promise<unknown>} */
let lastSave = Promise.resolve();

/** An address being typed stays, unless the answer is about it. @param {string} act */
function isTypingAddress(act) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById('recipient'));
  return !act.includes('-recipient') && field !== null && field.value !== '';
}

/** @param {Document} page */
function stop(page) {
  isStopped = true;
  swap(one('#xung-dot'), page.getElementById('xung-dot'));
  const status = one('#luu-luc');
  if (status !== null) status.textContent = word('stopped');
  one('#xung-dot')?.scrollIntoView({ block: 'nearest' });
}

/** @param {Document} page @param {import('./compose-fields.js').Sent & { act: string }} sent */
function take(page, sent) {
  const { act } = sent;
  if (page.getElementById('soan') === null) return location.reload();
  const focused = document.activeElement?.id;
  const isTyping = isTypingAddress(act);
  // What was pressed stands in the part that changes.
  if (/-recipient|^remove-file/.test(act) || focused === 'gui')
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
  const isSilent = act === 'autosave' && one('[data-others]', page) === null;
  const parts = ['tep', 'luu-luc', 'xem-truoc', ...(isTyping ? [] : ['noi-nhan']), ...(isSilent ? [] : ['tin'])];
  for (const id of parts) swap(one(`#${id}`), page.getElementById(id));
  const margins = [...page.querySelectorAll('.compose-main .margin')];
  for (const [place, margin] of [...document.querySelectorAll('.compose-main .margin')].entries())
    swap(margin, margins[place] ?? null);
  if (takeFields(page, sent)) takeVersion(page);
  if (focused) document.getElementById(focused)?.focus();
  for (const id of running.keys()) paint(id);
  offerResume();
}

/** @param {HTMLElement | null} button what was pressed; null: nothing, only kept */
async function send(button) {
  const current = form();
  if (current === null) return;
  const [at, body] = [changes, new FormData(current)];
  body.delete('file');
  const act = button?.getAttribute('value') ?? 'autosave';
  body.set('act', act);
  try {
    const answer = await fetch(current.action, { method: 'POST', body });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (answer.status === 409) return stop(page);
    take(page, { act, at, body });
    saved = Math.max(saved, at);
  } catch {
    const status = one('#luu-luc');
    if (status !== null) status.textContent = word('saveFailed');
    plan();
  }
}

/** One after the other: an older answer never replaces a newer one. @param {HTMLElement | null} button */
function sendInTurn(button) {
  clearTimeout(planned);
  lastSave = lastSave.then(() => send(button));
  return lastSave;
}

function plan() {
  clearTimeout(planned);
  if (isStopped) return;
  planned = setTimeout(() => void sendInTurn(null), saveAfterMs);
}

/** @type {HTMLElement | null} pressed while files were coming in */
let pressed = null;

/** @param {string} text */
function complain(text) {
  const notice = document.createElement('div');
  notice.className = 'notice failed';
  notice.setAttribute('role', 'alert');
  notice.append(Object.assign(document.createElement('p'), { textContent: text }));
  one('#tin')?.append(notice);
}

const token = () =>
  /** @type {HTMLInputElement | null} */ (one('[name="form-token"]', form() ?? document))?.value ?? '';

/** @param {string} id @param {File} file */
async function run(id, file) {
  /** @type {import('./upload-rows.js').Running} */
  const state = { file, received: 0, isBroken: false, paintedMs: 0, begun: null };
  const job = { address: `${word('compose')}/tep/${id}`, token: token(), file };
  try {
    await announce(job);
    running.set(id, state);
    await sendInTurn(null);
    await upload(job, (received) => tellProgress(id, state, received));
    running.delete(id);
    await sendInTurn(null);
  } catch (error) {
    if (error instanceof Refused) {
      running.delete(id);
      await sendInTurn(null);
      complain(`${file.name}: ${error.message}`);
    } else {
      state.isBroken = true;
      running.set(id, state);
      paint(id);
    }
  }
}

/** @param {Iterable<File>} files */
async function addFiles(files) {
  for (const file of files) await run(rowOf(file)?.dataset['file'] ?? newId(), file);
  if (pressed !== null && ![...running.values()].some(({ isBroken }) => isBroken)) confirmWith();
}

/** @returns {Promise<boolean>} false when something could not be kept */
async function keepAll() {
  for (let before = -1; saved < changes && saved > before && !isStopped; ) {
    before = saved;
    await sendInTurn(null);
  }
  await lastSave;
  return saved >= changes && !isStopped;
}

/** First to what will be sent; from there it is sent. */
async function confirmByKey() {
  const button = one('#gui');
  if (button !== null && button === document.activeElement) return button.click();
  if (!(await keepAll())) return;
  one('#gui')?.focus({ preventScroll: true });
  one('#xem-truoc')?.scrollIntoView({ block: 'nearest' });
}

async function leaveByKey() {
  if (running.size > 0 || !(await keepAll())) return;
  one('nav a[href="/nhap"]')?.click();
}

/** Sends the form itself: the next page is another one. */
async function confirmWith() {
  pressed = null;
  if (!(await keepAll())) return;
  // While its submit event is still being fired a form cannot be sent again (WHATWG HTML, "firing submission events").
  await new Promise((resolve) => setTimeout(resolve));
  const [current, button] = [form(), one('button[value="send"]')];
  if (current === null || button === null) return;
  isLeaving = true;
  current.requestSubmit(button);
}

let isLeaving = false;

/** Enter presses the first button of the form; in the field of an address it means that address. @param {SubmitEvent} event */
const buttonMeant = ({ submitter }) =>
  submitter?.getAttribute('value') === 'save' && document.activeElement?.id === 'recipient'
    ? one('button[value="add-recipient"]')
    : submitter;

/** @param {SubmitEvent} event */
function onSubmit(event) {
  if (event.target !== form() || isLeaving) return;
  const submitter = buttonMeant(event);
  if (/^mine:|^theirs$/.test(submitter?.getAttribute('value') ?? '')) {
    isLeaving = true;
    return;
  }
  event.preventDefault();
  if (submitter?.getAttribute('value') !== 'send') void sendInTurn(submitter);
  else if (running.size === 0) void confirmWith();
  else pressed = submitter;
}

/** @param {DragEvent} event */
const bringsFiles = (event) => event.dataTransfer?.types.includes('Files') === true;

function listenForFiles() {
  document.addEventListener('dragover', (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) document.body.classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    document.body.classList.remove('dropping');
    void addFiles([...(event.dataTransfer?.files ?? [])]);
  });
  document.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-resume]'));
    const id = button?.dataset['resume'];
    if (id === undefined) return;
    const known = running.get(id);
    if (known === undefined) one('#file')?.click();
    else void run(id, known.file);
  });
}

/** @param {Event} event */
function onInput({ target }) {
  const field = /** @type {HTMLInputElement} */ (target);
  if (form()?.contains(field) !== true || field.id === 'recipient') return;
  if (field.type === 'file') {
    const files = [...(field.files ?? [])];
    field.value = '';
    void addFiles(files);
    return;
  }
  changes += 1;
  noteTyped(field.name, changes);
  const status = one('#luu-luc');
  if (status !== null) status.textContent = word(isStopped ? 'stopped' : 'unsaved');
  plan();
}

function countDown() {
  const seconds = one('[data-countdown]');
  if (seconds === null) return;
  const endMs = performance.now() + 1000 * Number(seconds.textContent);
  setInterval(() => {
    seconds.textContent = String(Math.max(0, Math.ceil((endMs - performance.now()) / 1000)));
  }, 250);
  onKey('z', () => one('[data-key="z"]')?.click());
}

export function start() {
  countDown();
  if (form() === null) return;
  offerResume();
  listenForFiles();
  composeKeys.start({ confirm: () => void confirmByKey(), leave: () => void leaveByKey() });
  suggest(() => word('compose').split('/').at(-1) ?? '');
  document.addEventListener('submit', onSubmit);
  document.addEventListener('input', onInput);
  addEventListener('beforeunload', (event) => {
    if (!isLeaving && (running.size > 0 || saved < changes)) event.preventDefault();
  });
}
