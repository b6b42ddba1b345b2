/** What the page makes of an adapter, and of a worker's life lock. */
import { expect, test } from "vitest";
import { holdLifeLock, watchLifeLock } from "../../src/engine/life-lock";
import { preflightGpu } from "../../src/engine/preflight";

function gpuWith(info: Partial<GPUAdapterInfo>): GPU {
  const limits = { maxStorageBuffersPerShaderStage: 8, maxStorageBufferBindingSize: 134217728 };
  const adapter = { info, limits };
  return { requestAdapter: async () => adapter } as unknown as GPU;
}

test("no WebGPU, no adapter and an adapter that throws", async () => {
  expect((await preflightGpu(undefined)).preflight).toMatchObject({ hasWebgpu: false, hasAdapter: false });
  const none = { requestAdapter: async () => null } as unknown as GPU;
  expect((await preflightGpu(none)).preflight).toMatchObject({ hasWebgpu: true, hasAdapter: false });
  const broken = {
    requestAdapter: async () => {
      throw new Error("driver");
    },
  } as unknown as GPU;
  expect((await preflightGpu(broken)).preflight).toMatchObject({ hasWebgpu: true, hasAdapter: false });
});

test("a real adapter", async () => {
  const report = await preflightGpu(gpuWith({ vendor: "apple", architecture: "metal-3" }));
  expect(report).toEqual({
    preflight: {
      hasWebgpu: true,
      hasAdapter: true,
      maxStorageBuffers: 8,
      maxBufferBytes: 134217728,
    },
    isSoftware: false,
    description: "apple metal-3",
  });
});

test.each<[string, Partial<GPUAdapterInfo>]>([
  ["by its name", { vendor: "google", architecture: "swiftshader" }],
  ["by its description", { vendor: "mesa", description: "llvmpipe (LLVM 19.1.7, 256 bits)" }],
  ["by its flag", { vendor: "unknown", isFallbackAdapter: true }],
])("a software adapter is known %s", async (_how, info) => {
  expect((await preflightGpu(gpuWith(info))).isSoftware).toBe(true);
});

/** Web locks as far as needed: one holder a name, the others wait. */
function fakeLocks() {
  const release = new Map<string, () => void>();
  const request = (name: string, second: unknown, third?: unknown) => {
    const signal = (third === undefined ? undefined : (second as LockOptions))?.signal;
    const use = (third ?? second) as () => Promise<unknown> | undefined;
    if (!release.has(name)) {
      const released = new Promise<void>((resolve) => release.set(name, resolve));
      use();
      return released;
    }
    return new Promise<void>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
      const first = release.get(name);
      release.set(name, () => {
        first?.();
        use();
        resolve();
      });
    });
  };
  return { locks: { request } as unknown as LockManager, die: (name: string) => release.get(name)?.() };
}

test("the page hears of a worker's death, and not before", async () => {
  const { locks, die } = fakeLocks();
  const lockName = await holdLifeLock(locks, "a");
  expect(lockName).toBe("a");
  let deaths = 0;
  const countDeath = () => {
    deaths += 1;
  };
  watchLifeLock("a", countDeath, new AbortController().signal, locks);
  await Promise.resolve();
  expect(deaths).toBe(0);
  die("a");
  expect(deaths).toBe(1);
});

test("a page that ended the worker itself hears nothing", async () => {
  const { locks, die } = fakeLocks();
  await holdLifeLock(locks, "a");
  let deaths = 0;
  const countDeath = () => {
    deaths += 1;
  };
  const stop = new AbortController();
  watchLifeLock("a", countDeath, stop.signal, locks);
  stop.abort();
  die("a");
  await Promise.resolve();
  expect(deaths).toBe(0);
});

test("without locks nothing is watched, and nothing breaks", async () => {
  const none = { request: () => Promise.reject(new Error("refused")) } as unknown as LockManager;
  expect(await holdLifeLock(none, "a")).toBeUndefined();
  watchLifeLock("a", () => {}, new AbortController().signal, none);
});
