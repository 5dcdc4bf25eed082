// `npm start [-- options]`: installs and builds what is missing, then is `congvan start`.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, root } from './ensure-installed.mjs';

ensureInstalled();
ensureBuilt();
// The same process goes on, so that a signal, a kill -9 too, meets the gateway itself and not a wrapper.
const main = join(root, 'dist/cli/main.js');
process.argv = [process.argv[0], main, 'start', ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
