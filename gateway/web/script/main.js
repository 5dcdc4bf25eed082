/** The pages' script: comfort only, everything works without it. Each module looks for what it serves and does nothing where it is missing. */
import * as compose from './compose.js';
import * as documentKeys from './document-keys.js';
import * as drop from './drop.js';
import * as fileNames from './file-names.js';
import * as fileView from './file-view.js';
import * as keys from './keys.js';
import * as listKeys from './list-keys.js';
import * as live from './live.js';
import * as print from './print.js';
import * as search from './search.js';

for (const part of [compose, documentKeys, drop, fileNames, fileView, keys, listKeys, live, print, search])
  part.start();
