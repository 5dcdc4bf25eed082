// A reporter for vitest: names the tests that passed only on a second attempt, so that a green run never hides them.

export default class SecondAttempts {
  #names = [];

  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}`);
  }

  onTestRunEnd() {
    for (const name of this.#names) process.stdout.write(`passed only on a second attempt: ${name}\n`);
  }
}
