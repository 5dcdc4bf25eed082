import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What the tests of these floors import is pure: it is loaded once for all their files, which takes a second for each otherwise. */
const pureFloors = ['tests/schemas/**/*.test.ts', 'tests/certs/**/*.test.ts'];

/** These look at pages in a real browser: processes that share a machine with everything else, and answer when they can. */
const withBrowser = [
  'tests/gateway/**/*chromium.test.ts',
  'tests/gateway/web/{compose-keys,compose-two-clerks,every-page,hostile-typing,page-security,registers}.test.ts',
  'tests/gateway/web/journeys/*.test.ts',
];

/** It takes two minutes: begun last, it would be waited for by a machine that has nothing else to do. */
const longest = /tests\/kill\/kill\.test\.ts$/;

/** The longest first; the pure floors last and together, for processes are shared only by files that follow each other. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turnOf = ({ moduleId, project }: TestSpecification) =>
      project.name === 'pure' ? 2 : longest.test(moduleId) ? 0 : 1;
    return (await super.sort(files)).sort((one, other) => turnOf(one) - turnOf(other));
  }
}

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A condition that comes is not waited for longer by this; one second is short on a machine that does other things, too.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'service',
          include: ['tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...pureFloors, ...withBrowser],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: withBrowser,
          // Where nobody watches, once more; `scripts/second-attempts.mjs` names every test that needed it.
          retry: process.env['CI'] === 'true' ? 1 : 0,
        },
      },
      { extends: true, test: { name: 'pure', include: pureFloors, isolate: false } },
    ],
  },
});
