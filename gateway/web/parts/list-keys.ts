/** What script/list-keys.js listens to on pages with a list of documents. */
import { listTexts } from '../texts/lists.js';
import type { KeyHint } from './keys.js';

const { move, open, accept, refuse, select } = listTexts.keys;

export const listKeys: readonly KeyHint[] = [
  { keys: ['j', 'k'], text: move },
  { keys: ['Enter'], text: open },
  { keys: ['t'], text: accept },
  { keys: ['r'], text: refuse },
  { keys: ['x'], text: select },
];
