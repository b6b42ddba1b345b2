/** Which build a page begins with, and how many threads it has: several only where memory can be shared. */
import { expect, test } from "vitest";
import { fastestCpuBuild, numThreads } from "../../src/engine/engine-build";
import { startThreads } from "../../src/engine/start-threads";

/** The module as `fastestCpuBuild` hands it out. */
function probe(): Uint8Array<ArrayBuffer> {
  let probed: Uint8Array<ArrayBuffer> | undefined;
  fastestCpuBuild((module) => {
    probed = module;
    return true;
  });
  if (!probed) throw new Error("nothing was probed");
  return probed;
}

test("the browser's word about relaxed SIMD decides", () => {
  expect(fastestCpuBuild(() => true)).toBe("cpuThreads");
  expect(fastestCpuBuild(() => false)).toBe("cpu");
});

test("nothing but the relaxed instruction can make the module invalid", () => {
  const module = probe();
  const place = module.findIndex((byte, index) => byte === 0xfd && module[index + 1] === 0x85);
  expect([...module.slice(place, place + 3)], "f32x4.relaxed_madd").toEqual([0xfd, 0x85, 0x02]);
  // `v128.bitselect` takes and gives the same, and has been there since the first SIMD.
  expect(WebAssembly.validate(module.with(place + 1, 0xd2).with(place + 2, 0x00))).toBe(true);
  expect(WebAssembly.validate(module.with(place + 1, 0xff)), "no instruction at all").toBe(false);
});

test("threads need a page that may share memory, and a core for each; their number has an end", () => {
  const isolated = (numCores: number) => numThreads({ crossOriginIsolated: true, numCores });
  expect([1, 4, 64].map(isolated)).toEqual([1, 4, 8]);
  expect(numThreads({ crossOriginIsolated: false, numCores: 8 })).toBe(1);
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
