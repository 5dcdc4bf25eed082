// A process that uses the embedded server of a data folder until it is told to stop or is killed. Used by embedded-server.test.ts.
import { openEmbeddedServer } from '../../../gateway/database/embedded-server.js';

const server = await openEmbeddedServer(process.argv[2] ?? '', { onLog: (line) => process.stderr.write(`${line}\n`) });
process.stdout.write(`${server.url}\n`);
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
setInterval(() => {}, 1_000);
