/** A second engine beside the first, the moment in which one gives way to the other, and a build that will not load. */
import { expect, test } from "vitest";
import { createEngineClient, type EngineStop } from "../../src/engine/client";
import type { EngineBuild } from "../../src/engine/engine-build";
import type { EngineEvent } from "../../src/engine/protocol";
import { asEngineWorker, FakeWorker } from "./fake-worker";

const RESET: EngineEvent = { kind: "headReset" };
const READY = { type: "ready", lockName: undefined } as const;

function start(build: EngineBuild = "cpu") {
  const workers: (FakeWorker & { build: EngineBuild })[] = [];
  const heard: string[] = [];
  const stops: EngineStop[] = [];
  const client = createEngineClient({
    build,
    onEvent: (event, command) => heard.push(`${command.kind} -> ${event.kind}`),
    onStopped: (stop) => stops.push(stop),
    createWorker: (wanted) => {
      const worker = Object.assign(new FakeWorker(), { build: wanted });
      workers.push(worker);
      return asEngineWorker(worker);
    },
    watchLife: () => {},
  });
  const worker = (index: number) => {
    const found = workers[index];
    if (!found) throw new Error(`there is no worker ${index}`);
    return found;
  };
  return { client, worker, workers, heard, stops };
}

/** With the first worker ready and a candidate that is loaded. */
function startBoth() {
  const started = start();
  started.worker(0).say(READY);
  const candidate = started.client.startCandidate("gpu");
  started.worker(1).say(READY);
  return { ...started, candidate, cpu: started.worker(0), gpu: started.worker(1) };
}

/** Lets everything that only waits for promises happen. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

test("a candidate is asked beside the queue, one command at a time, and its words stay with those who asked", async () => {
  const { client, candidate, cpu, gpu, heard } = startBoth();
  const queued = client.send({ kind: "trainEpoch" });
  const answers = [candidate.send({ kind: "resetHead" }), candidate.send({ kind: "exportHead" })];
  await settled();
  expect(gpu.commandKinds).toEqual(["resetHead"]);
  gpu.answer(RESET);
  await settled();
  expect(gpu.commandKinds).toEqual(["resetHead", "exportHead"]);
  gpu.answer(RESET);
  expect(await Promise.all(answers)).toEqual([RESET, RESET]);
  expect(heard).toEqual([]);
  cpu.answer(RESET);
  await queued;
  expect(heard).toEqual(["trainEpoch -> headReset"]);
});

test("what is said to a candidate before it is loaded waits for it", async () => {
  const { client, worker } = start();
  const candidate = client.startCandidate("gpu");
  const answer = candidate.send({ kind: "resetHead" });
  await settled();
  expect(worker(1).messages).toEqual([]);
  worker(1).say(READY);
  await settled();
  worker(1).answer(RESET);
  expect(await answer).toEqual(RESET);
});

test("alone: the command in flight is finished first, the others wait, and none is answered twice", async () => {
  const { client, cpu, heard } = startBoth();
  const answered: string[] = [];
  const note = (name: string) => () => answered.push(name);
  void client
    .send({ kind: "embed", exampleIds: [1], pixels: new Uint8Array(4), side: 1 })
    .then(note("embed"));
  let finishWork = () => {};
  const turn = client.alone(async (engine) => {
    await engine.send({ kind: "exportHead" });
    await new Promise<void>((resolve) => {
      finishWork = resolve;
    });
    return "result";
  });
  void client.send({ kind: "trainEpoch" }).then(note("train"));
  void client.classifyLatest(new Uint8Array(4), 1).then(note("frame"));
  await settled();
  expect(cpu.commandKinds).toEqual(["embed"]);
  cpu.answer(RESET);
  await settled();
  expect(cpu.commandKinds).toEqual(["embed", "exportHead"]);
  cpu.answer(RESET);
  await settled();
  expect(cpu.commandKinds).toEqual(["embed", "exportHead"]);
  expect(client.pendingCommands).toBe(2);
  finishWork();
  expect(await turn).toBe("result");
  cpu.answer(RESET);
  cpu.answer(RESET);
  await settled();
  expect(cpu.commandKinds).toEqual(["embed", "exportHead", "classify", "trainEpoch"]);
  expect(answered).toEqual(["embed", "frame", "train"]);
  expect(heard).toHaveLength(4);
});

test("one engine gives way to another between two commands, and the queue goes on there", async () => {
  const { client, candidate, cpu, gpu, heard, stops } = startBoth();
  const first = client.send({ kind: "trainEpoch" });
  let hasGivenWay: boolean | undefined;
  const turn = client.alone(async (engine) => {
    hasGivenWay = engine.giveWayTo(candidate);
  });
  const second = client.send({ kind: "resetHead" });
  const frame = client.classifyLatest(new Uint8Array(4), 1);
  await settled();
  expect(cpu.isTerminated).toBe(false);
  cpu.answer(RESET);
  await turn;
  expect(hasGivenWay).toBe(true);
  expect([cpu.isTerminated, gpu.isTerminated]).toEqual([true, false]);
  gpu.answer(RESET);
  gpu.answer(RESET);
  expect(await Promise.all([first, second, frame])).toEqual([RESET, RESET, RESET]);
  expect(cpu.commandKinds).toEqual(["trainEpoch"]);
  expect(gpu.commandKinds).toEqual(["classify", "resetHead"]);
  expect(heard).toHaveLength(3);
  candidate.end();
  expect(gpu.isTerminated, "it is nobody's candidate any more").toBe(false);
  gpu.say({ type: "fatal", detail: "later" });
  expect(stops).toEqual([{ code: "panicked", detail: "later" }]);
});

test("a restart after the change begins with the first build again", async () => {
  const { client, candidate, workers } = startBoth();
  await client.alone(async (engine) => engine.giveWayTo(candidate));
  void client.restart();
  expect(workers.map((worker) => [worker.build, worker.isTerminated])).toEqual([
    ["cpu", true],
    ["gpu", true],
    ["cpu", false],
  ]);
});

test("nobody gives way to an engine that is gone, nor for one that is", async () => {
  const { client, candidate, cpu, gpu, stops } = startBoth();
  gpu.say({ type: "fatal", detail: "no device" });
  expect(await client.alone(async (engine) => engine.giveWayTo(candidate))).toBe(false);
  expect(candidate.stop).toEqual({ code: "panicked", detail: "no device" });
  expect(await candidate.send({ kind: "resetHead" })).toMatchObject({ kind: "failed" });
  expect(stops).toEqual([]);

  const other = client.startCandidate("gpu");
  const turn = client.alone(async (engine) => {
    await settled();
    return engine.giveWayTo(other);
  });
  await settled();
  cpu.say({ type: "fatal", detail: "panic" });
  expect(await turn).toBe(false);
  expect(stops).toEqual([{ code: "panicked", detail: "panic" }]);
});

test("work that fails lets the queue go on", async () => {
  const { client, cpu } = startBoth();
  const turn = client.alone(async () => {
    throw new Error("broken");
  });
  await expect(turn).rejects.toThrow("broken");
  const answer = client.send({ kind: "resetHead" });
  cpu.answer(RESET);
  expect(await answer).toEqual(RESET);
});

test("the end of everything ends candidates as well", async () => {
  const { client, candidate, cpu, gpu } = startBoth();
  const answer = candidate.send({ kind: "resetHead" });
  await settled();
  client.terminate();
  expect(await answer).toMatchObject({ kind: "failed" });
  expect([cpu.isTerminated, gpu.isTerminated]).toEqual([true, true]);
});

test("a fast build that will not load makes room for the plain one, once and without a word", async () => {
  const { client, worker, workers, stops } = start("cpuThreads");
  const answer = client.send({ kind: "resetHead" });
  worker(0).say({ type: "fatal", detail: "CompileError" });
  expect(workers.map(({ build }) => build)).toEqual(["cpuThreads", "cpu"]);
  worker(1).say(READY);
  worker(1).answer(RESET);
  expect(await answer).toEqual(RESET);
  expect(stops).toEqual([]);

  const restarted = client.restart();
  expect(worker(2).build).toBe("cpu");
  worker(2).say({ type: "fatal", detail: "offline" });
  await restarted;
  expect(stops).toEqual([{ code: "loadFailed", detail: "offline" }]);
  expect(workers).toHaveLength(3);
});

test("a restart waits for the plain build when the fast one will not load", async () => {
  const { client, worker } = start("cpuThreads");
  worker(0).say(READY);
  let isBack = false;
  const restarted = client.restart().then(() => {
    isBack = true;
  });
  worker(1).say({ type: "fatal", detail: "CompileError" });
  await settled();
  expect(isBack).toBe(false);
  worker(2).say(READY);
  await restarted;
  expect(worker(2).build).toBe("cpu");
});

test("a fast build that panics later is not exchanged", async () => {
  const { worker, workers, stops } = start("cpuThreads");
  worker(0).say(READY);
  worker(0).say({ type: "fatal", detail: "panic" });
  expect(workers).toHaveLength(1);
  expect(stops).toEqual([{ code: "panicked", detail: "panic" }]);
});
