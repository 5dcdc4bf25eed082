// `npm test [-- vitest arguments]`: installs and builds what is missing, runs the tests, and says in the last line
// `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, root } from './ensure-installed.mjs';
import { ensureTestPeers } from './test-peers.mjs';

function finish({ passed, failed, skipped }) {
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
}

/** What vitest counted. A file that could not even be loaded, or an error outside any test, is a failure too. */
function readCounts(reportFile, exitCode) {
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const hasFailedTest = ({ assertionResults }) => assertionResults.some(({ status }) => status === 'failed');
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && !hasFailedTest(file)).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

// The peers come first: among them is the compiler that the optional native package needs.
if (!ensureTestPeers()) finish({ passed: 0, failed: 1, skipped: 0 });
ensureInstalled(['pkcs11js/build/Release/pkcs11.node']);
ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'congvan-report-'));
const reportFile = join(folder, 'report.json');
const secondAttempts = join(root, 'scripts/second-attempts.mjs');
const reporters = [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile}`,
  `--reporter=${secondAttempts}`,
];
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
const counts = readCounts(reportFile, status ?? 1);
rmSync(folder, { recursive: true, force: true });
finish(counts);
