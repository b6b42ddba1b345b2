/** Which build a page begins with: the one with threads only where memory can be shared and there is a second core. */
import { expect, test } from "vitest";
import { fastestCpuBuild, numThreads } from "../../src/engine/engine-build";
import { startThreads } from "../../src/engine/start-threads";

test("threads need a page that may share memory, and a core for each", () => {
  expect(fastestCpuBuild({ crossOriginIsolated: true, numCores: 2 })).toBe("cpuThreads");
  expect(fastestCpuBuild({ crossOriginIsolated: false, numCores: 8 })).toBe("cpu");
  expect(fastestCpuBuild({ crossOriginIsolated: true, numCores: 1 })).toBe("cpu");
});

test("the number of threads has an end", () => {
  expect([1, 4, 64].map((numCores) => numThreads({ numCores }))).toEqual([1, 4, 8]);
});

/** A thread that says what it was told to say. */
class FakeThread extends EventTarget {
  constructor(private readonly says: Event) {
    super();
  }
  postMessage() {
    queueMicrotask(() => this.dispatchEvent(this.says));
  }
}

const engine = {
  module: {} as WebAssembly.Module,
  memory: {} as WebAssembly.Memory,
};
const threadThatSays = (event: Event) => () => new FakeThread(event) as unknown as Worker;

test("an engine waits for all its threads, and fails with any of them", async () => {
  let numStarted = 0;
  await startThreads(3, engine, () => {
    numStarted += 1;
    return threadThatSays(new MessageEvent("message"))();
  });
  expect(numStarted).toBe(3);
  const failing = Object.assign(new Event("error"), { message: "no memory" });
  await expect(startThreads(2, engine, threadThatSays(failing))).rejects.toThrow("no memory");
});
