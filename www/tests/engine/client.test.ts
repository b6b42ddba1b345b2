/** The engine client with a fake worker: order, newest frame first, and every way a worker can end. */
import { describe, expect, test, vi } from "vitest";
import { createEngineClient, type EngineStop } from "../../src/engine/client";
import type { EngineEvent } from "../../src/engine/protocol";
import { asEngineWorker, FakeWorker } from "./fake-worker";

const RESET: EngineEvent = { kind: "headReset" };
const classified = (probability: number): EngineEvent => ({
  kind: "classified",
  classIds: [1],
  probabilities: Float32Array.of(probability),
  evidence: undefined,
});

function start(options: { isReady?: boolean } = {}) {
  const workers: FakeWorker[] = [];
  const heard: string[] = [];
  const stops: EngineStop[] = [];
  let dieFromOutside = () => {};
  const client = createEngineClient({
    onEvent: (event, command) => heard.push(`${command.kind} -> ${event.kind}`),
    onStopped: (stop) => stops.push(stop),
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return asEngineWorker(worker);
    },
    watchLife: (_lockName, onDeath) => {
      dieFromOutside = onDeath;
    },
  });
  const worker = () => {
    const newest = workers.at(-1);
    if (newest === undefined) throw new Error("no worker");
    return newest;
  };
  if (options.isReady !== false) worker().say({ type: "ready", lockName: "lock" });
  return { client, worker, workers, heard, stops, dieFromOutside: () => dieFromOutside() };
}

describe("order", () => {
  test("commands wait for the engine to be loaded", async () => {
    const { client, worker } = start({ isReady: false });
    const answer = client.send({ kind: "resetHead" });
    expect(worker().messages).toEqual([]);
    worker().say({ type: "ready", lockName: undefined });
    expect(worker().commandKinds).toEqual(["resetHead"]);
    worker().answer(RESET);
    expect(await answer).toEqual(RESET);
  });

  test("one command at a time, in the order in which they came", async () => {
    const { client, worker, heard } = start();
    const answers = [
      client.send({ kind: "resetHead" }),
      client.send({ kind: "trainEpoch" }),
      client.send({ kind: "exportHead" }),
    ];
    expect(worker().commandKinds).toEqual(["resetHead"]);
    expect(client.pendingCommands).toBe(3);
    for (let count = 0; count < 3; count++) worker().answer(RESET);
    await Promise.all(answers);
    expect(worker().commandKinds).toEqual(["resetHead", "trainEpoch", "exportHead"]);
    expect(heard).toEqual(["resetHead -> headReset", "trainEpoch -> headReset", "exportHead -> headReset"]);
    expect(client.pendingCommands).toBe(0);
  });

  test("a failed command is an answer, and the next one goes on", async () => {
    const { client, worker } = start();
    const first = client.send({ kind: "trainEpoch" });
    const second = client.send({ kind: "resetHead" });
    worker().answer({ kind: "failed", error: { code: "headMissing" } });
    worker().answer(RESET);
    expect((await first).kind).toBe("failed");
    expect((await second).kind).toBe("headReset");
  });

  test("an answer to a question nobody asked is ignored", () => {
    const { client, worker, heard } = start();
    void client.send({ kind: "resetHead" });
    worker().say({ type: "event", id: 999, event: RESET });
    expect(heard).toEqual([]);
    expect(client.pendingCommands).toBe(1);
  });

  test("a listener that throws does not stop the queue", async () => {
    const worker = new FakeWorker();
    const client = createEngineClient({
      onEvent: () => {
        throw new Error("view broke");
      },
      onStopped: () => {},
      createWorker: () => asEngineWorker(worker),
    });
    worker.say({ type: "ready", lockName: undefined });
    const first = client.send({ kind: "resetHead" });
    const second = client.send({ kind: "exportHead" });
    expect(() => worker.answer(RESET)).toThrow("view broke");
    expect(() => worker.answer(RESET)).toThrow("view broke");
    expect([await first, await second]).toEqual([RESET, RESET]);
  });
});

describe("frames", () => {
  test("a newer frame replaces one that waits, and goes before commands that wait", async () => {
    const { client, worker } = start();
    const epoch = client.send({ kind: "trainEpoch" });
    const next = client.send({ kind: "trainEpoch" });
    const older = client.classifyLatest(new Uint8Array([1, 1, 1, 1]), 1);
    const newer = client.classifyLatest(new Uint8Array([2, 2, 2, 2]), 1);
    expect(await older).toBeUndefined();
    worker().answer(RESET);
    await epoch;
    expect(worker().commandKinds).toEqual(["trainEpoch", "classify"]);
    const sent = worker().messages.at(-1);
    expect(sent?.type === "command" && sent.command.kind === "classify" && sent.command.pixels[0]).toBe(2);
    worker().answer(classified(0.5));
    expect((await newer)?.kind).toBe("classified");
    worker().answer(RESET);
    expect((await next).kind).toBe("headReset");
  });

  test("a fast camera does not stop the training", () => {
    const { client, worker } = start();
    void client.send({ kind: "trainEpoch" });
    void client.send({ kind: "trainEpoch" });
    for (let count = 0; count < 4; count++) {
      void client.classifyLatest(new Uint8Array(4), 1);
      worker().answer(RESET);
    }
    expect(worker().commandKinds.slice(0, 4)).toEqual(["trainEpoch", "classify", "trainEpoch", "classify"]);
  });
});

describe("big arrays", () => {
  test("pixels are transferred, and a view of a larger buffer leaves that buffer alone", () => {
    const { client, worker } = start();
    const whole = new Uint8Array(16);
    void client.send({ kind: "embed", exampleIds: [1], pixels: whole, side: 2 });
    expect(whole.byteLength).toBe(0);
    worker().answer(RESET);

    const large = new Uint8Array(64).fill(7);
    void client.send({ kind: "embed", exampleIds: [1], pixels: large.subarray(16, 32), side: 2 });
    expect(large.byteLength).toBe(64);
    expect(worker().transfers.at(-1)?.[0]?.byteLength).toBe(0);
    const sent = worker().messages.at(-1);
    const pixels =
      sent?.type === "command" && sent.command.kind === "embed" ? sent.command.pixels : undefined;
    expect(pixels).toEqual(new Uint8Array(16).fill(7));
    expect(pixels?.buffer.byteLength).toBe(16);
  });

  test("a command whose pixels are gone fails alone", async () => {
    const { client, worker, stops } = start();
    const pixels = new Uint8Array(4);
    void client.send({ kind: "embed", exampleIds: [1], pixels, side: 1 });
    worker().answer(RESET);
    const postMessage = vi.spyOn(worker(), "postMessage").mockImplementationOnce(() => {
      throw new DOMException("detached", "DataCloneError");
    });
    const bad = client.send({ kind: "embed", exampleIds: [1], pixels, side: 1 });
    const good = client.send({ kind: "resetHead" });
    expect(await bad).toMatchObject({ kind: "failed", error: { code: "commandMalformed" } });
    postMessage.mockRestore();
    worker().answer(RESET);
    expect(await good).toEqual(RESET);
    expect(stops).toEqual([]);
  });
});

describe("the end of a worker", () => {
  const ends: [string, (started: ReturnType<typeof start>) => void, EngineStop][] = [
    [
      "a panic",
      ({ worker }) => worker().say({ type: "fatal", detail: "RuntimeError: unreachable" }),
      { code: "panicked", detail: "RuntimeError: unreachable" },
    ],
    [
      "an error event",
      ({ worker }) => worker().emit("error", { message: "boom" }),
      { code: "panicked", detail: "boom" },
    ],
    [
      "a message that cannot be read",
      ({ worker }) => worker().emit("messageerror", {}),
      { code: "panicked", detail: "messageerror" },
    ],
    ["a kill from outside", ({ dieFromOutside }) => dieFromOutside(), { code: "killed", detail: "" }],
  ];

  test.each(ends)("%s answers everything that waits, once", async (_name, end, expected) => {
    const started = start();
    const { client, worker, stops, heard } = started;
    const answers = [
      client.send({ kind: "trainEpoch" }),
      client.send({ kind: "resetHead" }),
      client.classifyLatest(new Uint8Array(4), 1),
    ];
    const report = client.preflightGpu();
    end(started);
    end(started);
    for (const event of await Promise.all(answers)) {
      expect(event).toMatchObject({ kind: "failed", error: { code: "panicked" } });
    }
    expect((await report).preflight.hasAdapter).toBe(false);
    expect(stops).toEqual([expected]);
    expect(heard).toEqual([]);
    expect(worker().isTerminated).toBe(true);
    expect(client.pendingCommands).toBe(0);
    expect(await client.send({ kind: "resetHead" })).toMatchObject({ kind: "failed" });
    expect(worker().messages.length).toBe(2);
  });

  test("a worker that never loads is told as such", async () => {
    const { client, worker, stops } = start({ isReady: false });
    const answer = client.send({ kind: "resetHead" });
    worker().emit("error", { message: "404" });
    expect(await answer).toMatchObject({ kind: "failed" });
    expect(stops).toEqual([{ code: "loadFailed", detail: "404" }]);
  });

  test("a worker that cannot even be made is told, after the client exists", async () => {
    const stops: EngineStop[] = [];
    const client = createEngineClient({
      onEvent: () => {},
      onStopped: (stop) => stops.push(stop),
      createWorker: () => {
        throw new Error("refused");
      },
    });
    expect(stops).toEqual([]);
    expect(await client.send({ kind: "resetHead" })).toMatchObject({ kind: "failed" });
    expect(stops).toEqual([{ code: "loadFailed", detail: "Error: refused" }]);
  });

  test("after a restart the new worker gets the work, and the old one is not heard", async () => {
    const { client, workers, stops, heard } = start();
    const lost = client.send({ kind: "trainEpoch" });
    const restarted = client.restart();
    expect(await lost).toMatchObject({ kind: "failed", error: { detail: "restarted" } });
    const kept = client.send({ kind: "resetHead" });
    const [older, newer] = workers;
    expect(older?.isTerminated).toBe(true);
    older?.say({ type: "event", id: 1, event: RESET });
    older?.say({ type: "fatal", detail: "late" });
    newer?.say({ type: "ready", lockName: undefined });
    await restarted;
    newer?.answer(RESET);
    expect(await kept).toEqual(RESET);
    expect(stops).toEqual([]);
    expect(heard).toEqual(["resetHead -> headReset"]);
  });

  test("a restart that fails still resolves", async () => {
    const { client, workers, stops } = start();
    const restarted = client.restart();
    workers[1]?.say({ type: "fatal", detail: "no wasm" });
    await restarted;
    expect(stops).toEqual([{ code: "loadFailed", detail: "no wasm" }]);
  });

  test("an orderly end is not an accident", async () => {
    const { client, stops } = start();
    const answer = client.send({ kind: "resetHead" });
    client.terminate();
    expect(await answer).toMatchObject({ kind: "failed" });
    expect(stops).toEqual([]);
  });
});

test("the preflight is asked once the worker is there", async () => {
  const { client, worker } = start({ isReady: false });
  const report = client.preflightGpu();
  expect(worker().messages).toEqual([]);
  worker().say({ type: "ready", lockName: undefined });
  const asked = worker().messages[0];
  const preflight = {
    hasWebgpu: true,
    hasAdapter: true,
    maxStorageBuffers: 8,
    maxBufferBytes: 1,
  };
  const answer = { preflight, isSoftware: true, description: "google swiftshader" };
  worker().say({ type: "preflight", id: asked?.id ?? -1, preflight: answer });
  expect(await report).toEqual(answer);
});
