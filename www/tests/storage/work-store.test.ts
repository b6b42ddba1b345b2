/** Both stores do the same; broken records, a full disk and refused storage are told and survived. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test } from "vitest";
import { openDatabase, type WorkDatabase } from "../../src/storage/database";
import { createMemoryStore } from "../../src/storage/memory-store";
import { problemFromError, type StorageProblem } from "../../src/storage/problem";
import type { StoredExample, StoredHead } from "../../src/storage/saved-work";
import { takeWorkLock } from "../../src/storage/work-lock";
import { openWorkStore, type WorkStore } from "../../src/storage/work-store";

const PROJECT = {
  classes: [
    { id: 2, name: "__proto__", colour: 1 },
    { id: 1, name: "cats", colour: 0 },
  ],
  settings: { learningRate: 0.1 },
  details: undefined,
};

const HEAD: StoredHead = {
  fingerprint: "f",
  classIds: [1, 2],
  epoch: 3,
  hidden: undefined,
  output: { weight: Float32Array.of(1, 2, 3, 4, 5, 6), bias: Float32Array.of(7, 8) },
  tail: { firstLayer: 47, layers: [{ weight: Float32Array.of(1, 2), bias: Float32Array.of(3) }] },
};

function exampleOf(id: number, more: Partial<StoredExample> = {}): StoredExample {
  const blob = new Blob([`picture ${id}`], { type: "image/webp" });
  return {
    id,
    classId: 1,
    name: `${id}.jpg`,
    blob,
    groupKey: "g",
    side: undefined,
    addedAtMillis: id,
    ...more,
  };
}

const problems: StorageProblem[] = [];
const freeLock = async () => () => {};
const open = () => openWorkStore({ onProblem: (problem) => problems.push(problem), takeLock: freeLock });

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  problems.length = 0;
});

describe.each<[string, () => Promise<WorkStore>]>([
  ["in the browser", open],
  ["in memory", async () => createMemoryStore("refused")],
])("a store %s", (_name, openStore) => {
  test("starts empty", async () => {
    const store = await openStore();
    expect(await store.load()).toEqual({ project: undefined, examples: [], head: undefined, numSkipped: 0 });
    expect((await store.loadFeatures("f")).exampleIds).toEqual([]);
  });

  test("gives back what it got, pictures byte by byte", async () => {
    const store = await openStore();
    expect(await store.saveProject(PROJECT)).toBe(true);
    expect(await store.putExamples([exampleOf(1), exampleOf(2, { side: "validation" })])).toBe(true);
    expect(await store.saveHead(HEAD)).toBe(true);
    const work = await store.load();
    expect(work.project).toEqual(PROJECT);
    expect(work.head).toEqual(HEAD);
    expect(work.examples.map(({ id, side }) => [id, side])).toEqual([
      [1, undefined],
      [2, "validation"],
    ]);
    expect(await work.examples[1]?.blob.text()).toBe("picture 2");
    expect(work.numSkipped).toBe(0);
  });

  test("changes and deletes examples, with their features", async () => {
    const store = await openStore();
    await store.putExamples([exampleOf(1), exampleOf(2), exampleOf(3)]);
    await store.putFeatures("f", [1, 2, 3], Float32Array.of(1, 1, 2, 2, 3, 3));
    await store.putFeatures("other", [1], Float32Array.of(9, 9, 9));
    await store.updateExamples([
      { id: 2, classId: 5, side: "training" },
      { id: 99, classId: 5 },
    ]);
    await store.deleteExamples([1, 98]);
    const { examples } = await store.load();
    expect(examples.map(({ id, classId, side, name }) => [id, classId, side, name])).toEqual([
      [2, 5, "training", "2.jpg"],
      [3, 1, undefined, "3.jpg"],
    ]);
    expect(await store.loadFeatures("f")).toEqual({
      exampleIds: [2, 3],
      features: Float32Array.of(2, 2, 3, 3),
      featureLength: 2,
    });
    expect((await store.loadFeatures("other")).exampleIds).toEqual([]);
  });

  test("a head and everything can go", async () => {
    const store = await openStore();
    await store.saveProject(PROJECT);
    await store.putExamples([exampleOf(1)]);
    await store.putFeatures("f", [1], Float32Array.of(1));
    await store.saveHead(HEAD);
    await store.deleteHead();
    expect((await store.load()).head).toBeUndefined();
    await store.clearAll();
    expect(await store.load()).toEqual({ project: undefined, examples: [], head: undefined, numSkipped: 0 });
    expect((await store.loadFeatures("f")).exampleIds).toEqual([]);
  });

  test("lays heads aside, one for each network, until they are dropped", async () => {
    const store = await openStore();
    const details = { history: [], sides: [[1, "training"]], targetEpoch: 3 };
    await store.saveHead(HEAD);
    await store.parkHead("other", { head: { ...HEAD, fingerprint: "other" }, details });
    await store.parkHead("third", { head: { ...HEAD, fingerprint: "third" }, details: undefined });
    expect(await store.parkedHead("other")).toEqual({ head: { ...HEAD, fingerprint: "other" }, details });
    expect((await store.parkedHead("third"))?.head.fingerprint).toBe("third");
    expect((await store.load()).head).toEqual(HEAD);
    await store.parkHead("other", undefined);
    expect(await store.parkedHead("other")).toBeUndefined();
    expect(await store.parkedHead("never")).toBeUndefined();
    await store.clearAll();
    expect(await store.parkedHead("third")).toBeUndefined();
  });

  test("rows that do not come out even are not kept", async () => {
    const store = await openStore();
    await store.putFeatures("f", [1, 2], Float32Array.of(1, 2, 3));
    await store.putFeatures("f", [], Float32Array.of());
    expect((await store.loadFeatures("f")).exampleIds).toEqual([]);
  });
});

test("the work is there after a reload", async () => {
  const before = await open();
  await before.putExamples([exampleOf(1)]);
  before.close();
  const after = await open();
  expect(after.isPersistent).toBe(true);
  expect((await after.load()).examples.length).toBe(1);
});

test("broken records are counted and passed over", async () => {
  const store = await open();
  await store.putExamples([exampleOf(1)]);
  const database = await openDatabase();
  const broken: unknown[] = [
    { id: 10 },
    exampleOf(11, { blob: new Blob() }),
    { ...exampleOf(12), side: "left" },
    { ...exampleOf(13), classId: "1" },
    { ...exampleOf(14), blob: "text" },
  ];
  for (const record of broken) await database.put("examples", record);
  const classes = [{ id: 1, name: "cats", colour: 0 }, { id: 1, name: "twice", colour: 0 }, "x"];
  await database.put("single", { classes, settings: 1, details: 2 }, "project");
  await database.put("single", { ...HEAD, classIds: [1] }, "head");
  await database.put("features", { fingerprint: "f", exampleId: 1, values: Float32Array.of(1, Number.NaN) });
  await database.put("features", { fingerprint: "f", exampleId: 2, values: Float32Array.of(1, 2) });
  await database.put("features", { fingerprint: "f", exampleId: 3, values: Float32Array.of(1) });
  database.close();

  const work = await store.load();
  expect(work.examples.map(({ id }) => id)).toEqual([1]);
  expect(work.project?.classes).toEqual([{ id: 1, name: "cats", colour: 0 }]);
  expect(work.head).toBeUndefined();
  expect(work.numSkipped).toBe(broken.length + 2 + 1);
  expect((await store.loadFeatures("f")).exampleIds).toEqual([2]);
  expect(problems).toEqual([]);
});

test("a full disk is told once, and again only after writing has worked", async () => {
  let isFull = true;
  const database = await openDatabase();
  // Every request of a transaction that hits the quota fails as aborted; only the transaction tells why.
  const fullTransaction = () => {
    const aborted = () => Promise.reject(new DOMException("aborted", "AbortError"));
    const done = Promise.reject(new DOMException("no room", "QuotaExceededError"));
    return { store: { put: aborted, get: aborted }, done };
  };
  const limited = new Proxy(database, {
    get(target, key) {
      if (key === "transaction" && isFull) return fullTransaction;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const store = await openWorkStore({
    onProblem: (problem) => problems.push(problem),
    open: async () => limited as WorkDatabase,
    takeLock: freeLock,
  });
  expect(await store.putExamples([exampleOf(1)])).toBe(false);
  expect(await store.putFeatures("f", [1], Float32Array.of(1))).toBe(false);
  expect(problems).toEqual(["full"]);
  isFull = false;
  expect(await store.putExamples([exampleOf(1)])).toBe(true);
  isFull = true;
  expect(await store.putExamples([exampleOf(2)])).toBe(false);
  expect(problems).toEqual(["full", "full"]);
});

test("a connection that the browser closed is opened again", async () => {
  const first = await openDatabase();
  let opened = 0;
  const store = await openWorkStore({
    onProblem: (problem) => problems.push(problem),
    open: async () => (opened++ === 0 ? first : openDatabase()),
    takeLock: freeLock,
  });
  first.close();
  expect(await store.putExamples([exampleOf(1)])).toBe(true);
  expect((await store.load()).examples.length).toBe(1);
  expect([opened, problems]).toEqual([2, []]);
});

test("what cannot be stored is a problem, not an exception", async () => {
  const store = await open();
  expect(await store.saveProject({ ...PROJECT, details: () => 1 })).toBe(false);
  expect(
    await store.putExamples([exampleOf(1), { ...exampleOf(2), name: (() => 1) as unknown as string }]),
  ).toBe(false);
  expect(problems).toEqual(["failed"]);
});

test.each([
  ["SecurityError", "refused"],
  ["InvalidStateError", "refused"],
  ["UnknownError", "failed"],
] as const)("%s while opening: memory, and %s", async (name, reason) => {
  const store = await openWorkStore({
    onProblem: (problem) => problems.push(problem),
    open: () => Promise.reject(new DOMException("no", name)),
    takeLock: freeLock,
  });
  expect([store.isPersistent, store.reason]).toEqual([false, reason]);
  expect(await store.putExamples([exampleOf(1)])).toBe(true);
  expect((await store.load()).examples.length).toBe(1);
});

test("a second tab sees the work, and keeps its hands off it", async () => {
  const first = await open();
  await first.putExamples([exampleOf(1)]);
  const second = await openWorkStore({ onProblem: () => {}, takeLock: async () => undefined });
  expect([second.isPersistent, second.reason]).toEqual([false, "openElsewhere"]);
  await second.putExamples([exampleOf(1, { name: "other" }), exampleOf(2)]);
  expect((await second.load()).examples.length).toBe(2);
  expect((await first.load()).examples.map(({ name }) => name)).toEqual(["1.jpg"]);
});

test("the lock: taken, kept by another tab, refused, and not there at all", async () => {
  const held = { request: (_name: string, _options: unknown, use: () => Promise<void>) => use() };
  expect(await takeWorkLock(held as unknown as LockManager)).toBeTypeOf("function");
  const waiting = {
    request: (_name: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  };
  expect(await takeWorkLock(waiting as unknown as LockManager, 5)).toBeUndefined();
  const refusing = { request: () => Promise.reject(new DOMException("no", "SecurityError")) };
  expect(await takeWorkLock(refusing as unknown as LockManager)).toBeTypeOf("function");
  expect(await takeWorkLock(undefined)).toBeTypeOf("function");
});

test("problems by their names", () => {
  expect(problemFromError(new DOMException("", "QuotaExceededError"))).toBe("full");
  expect(problemFromError(new DOMException("", "SecurityError"))).toBe("refused");
  expect(problemFromError(new DOMException("", "UnknownError"))).toBe("failed");
  expect(problemFromError("anything")).toBe("failed");
});
