/** The pages' script: comfort only, everything works without it. Each module looks for what it serves and does nothing where it is missing. */
import * as keys from './keys.js';
import * as listKeys from './list-keys.js';
import * as live from './live.js';
import * as search from './search.js';

for (const part of [keys, live, listKeys, search]) part.start();
