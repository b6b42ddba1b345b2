/** The worker's side: one event for each command, and silence after a panic. */
import { expect, test } from "vitest";
import type { EngineEvent } from "../../src/engine/protocol";
import { serveEngine, type WorkerScope } from "../../src/engine/serve-engine";
import type { MessageFromWorker, MessageToWorker } from "../../src/engine/worker-messages";

const REPORT = {
  preflight: {
    hasWebgpu: false,
    hasAdapter: false,
    maxStorageBuffers: 0,
    maxBufferBytes: 0,
  },
  isSoftware: false,
  description: "",
};

function fakeScope() {
  const said: MessageFromWorker[] = [];
  const transfers: ArrayBuffer[][] = [];
  // biome-ignore lint/complexity/noBannedTypes: the listeners of three kinds of events are kept side by side.
  const listeners = new Map<string, Function>();
  const scope: WorkerScope = {
    addEventListener: (type: string, listener: unknown) => {
      listeners.set(type, listener as () => void);
    },
    postMessage: (message, transfer = []) => {
      said.push(message);
      transfers.push(transfer);
    },
  };
  const hear = (message: MessageToWorker) => listeners.get("message")?.({ data: message });
  const raise = (type: string, event: object) => listeners.get(type)?.(event);
  const surroundings = { scope, preflight: async () => REPORT, holdLock: async () => "lock" };
  return { surroundings, said, transfers, hear, raise };
}

test("loads, answers and transfers", async () => {
  const { surroundings, said, transfers, hear } = fakeScope();
  const features = new Float32Array(4);
  const event: EngineEvent = { kind: "embedded", exampleIds: [1], features };
  await serveEngine(async () => ({ handle: async () => event }), surroundings);
  await hear({ type: "command", id: 7, command: { kind: "resetHead" } });
  await hear({ type: "preflight", id: 8 });
  expect(said).toEqual([
    { type: "ready", lockName: "lock" },
    { type: "event", id: 7, event },
    { type: "preflight", id: 8, preflight: REPORT },
  ]);
  expect(transfers[1]).toEqual([features.buffer]);
});

test("an array that is a view of the engine's memory is never transferred", async () => {
  const { surroundings, transfers, hear } = fakeScope();
  const memory = new ArrayBuffer(64);
  const probabilities = new Float32Array(memory, 8, 2);
  const event: EngineEvent = { kind: "classified", classIds: [1, 2], probabilities, evidence: undefined };
  await serveEngine(async () => ({ handle: async () => event }), surroundings);
  await hear({ type: "command", id: 1, command: { kind: "trainEpoch" } });
  expect(transfers[1]).toEqual([]);
});

test("a head whose layers share one buffer names it once", async () => {
  const { surroundings, transfers, hear } = fakeScope();
  const weight = new Float32Array(2);
  const layer = { weight, bias: weight };
  const head = { fingerprint: "f", classIds: [1], epoch: 1, hidden: layer, output: layer, tail: undefined };
  const event: EngineEvent = { kind: "headExported", head };
  await serveEngine(async () => ({ handle: async () => event }), surroundings);
  await hear({ type: "command", id: 1, command: { kind: "exportHead" } });
  expect(transfers[1]).toEqual([weight.buffer]);
});

test("after a rejection the engine is never entered again", async () => {
  const { surroundings, said, hear } = fakeScope();
  let entered = 0;
  const handle = async (): Promise<EngineEvent> => {
    entered += 1;
    throw new WebAssembly.RuntimeError("unreachable");
  };
  await serveEngine(async () => ({ handle }), surroundings);
  await hear({ type: "command", id: 1, command: { kind: "trainEpoch" } });
  await hear({ type: "command", id: 2, command: { kind: "trainEpoch" } });
  expect(entered).toBe(1);
  expect(said.slice(1)).toEqual([{ type: "fatal", detail: "RuntimeError: unreachable" }]);
});

test("a trap that surfaces outside the promise is fatal; a stray rejection is not", async () => {
  const { surroundings, said, raise } = fakeScope();
  const handle = () => new Promise<EngineEvent>(() => {});
  await serveEngine(async () => ({ handle }), surroundings);
  raise("unhandledrejection", { reason: new Error("the driver had something to say") });
  expect(said.length).toBe(1);
  raise("error", { message: "Uncaught RuntimeError: unreachable" });
  expect(said[1]).toEqual({ type: "fatal", detail: "Uncaught RuntimeError: unreachable" });
});

test("an engine that cannot be loaded is fatal", async () => {
  const { surroundings, said } = fakeScope();
  await serveEngine(async () => {
    throw new TypeError("no wasm");
  }, surroundings);
  expect(said).toEqual([{ type: "fatal", detail: "TypeError: no wasm" }]);
});
