import type { Reporter, TestModule } from "vitest/node";

/** One line at the end that says what ran, for whoever reads only that. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const of = (state: string) => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.state() === "failed").length;
    const bad = of("failed") > 0 || broken > 0 || tests.length === 0;
    process.stdout.write(`ui: ${bad ? "FAIL" : "ok"} files=${modules.length} tests=${tests.length} passed=${of("passed")} failed=${of("failed")} skipped=${of("skipped")}\n`);
  }
}
