/** Collecting: classes, pictures, undo, and what the engine and the storage hear of it. */
import { afterEach, expect, test } from "vitest";
import type { SourceFile } from "../../src/inputs/picture";
import { allEmbedded, type TestApp, testApp, testPicture } from "./test-app";

let app: TestApp;
afterEach(() => app.stop());

const state = () => app.store.state.value;
const namesOfClasses = () => state().classes.map((item) => item.name);

test("deleting pictures and undoing it brings them back in their places, without looking at them again", async () => {
  app = await testApp();
  app.addClass("cups", 5);
  await allEmbedded(app);
  const before = [...state().examples.keys()];
  app.intents.pictures.remove([2, 3]);
  expect(state().examples.size).toBe(3);
  await app.until(() => app.engine.pendingCommands === 0);
  expect((await app.workStore.load()).examples.map(({ id }) => id)).toEqual([1, 4, 5]);

  app.intents.undo.undo();
  expect([...state().examples.keys()]).toEqual(before);
  expect(state().examples.get(2)?.isEmbedded).toBe(true);
  expect((await app.workStore.load()).examples).toHaveLength(5);
  const embeds = app.engine.sent.filter((command) => command.kind === "embed");
  expect(embeds.flatMap((command) => (command.kind === "embed" ? command.exampleIds : []))).toHaveLength(5);
});

test("a picture deleted while it was being looked at comes back looked at", async () => {
  app = await testApp();
  app.addClass("cups", 3);
  app.intents.pictures.remove([1]);
  await allEmbedded(app);
  app.intents.undo.undo();
  await allEmbedded(app);
  expect([...state().examples.values()].every((example) => example.isEmbedded)).toBe(true);
});

test("deleting a class keeps its place and pictures for undo, and its identifier is not given away", async () => {
  app = await testApp();
  const cups = app.addClass("cups", 2);
  app.addClass("pens", 2);
  await allEmbedded(app);
  app.intents.classes.remove(cups);
  expect(namesOfClasses()).toEqual(["pens"]);
  const newId = app.intents.classes.add("keys");
  expect(newId).not.toBe(cups);
  app.intents.undo.undo();
  expect(namesOfClasses()).toEqual(["cups", "pens", "keys"]);
  expect(app.store.select.examplesByClass.value.get(cups)).toHaveLength(2);
});

test("merging keeps every example, and undo takes the classes apart again", async () => {
  app = await testApp();
  const cups = app.addClass("cups", 3);
  const mugs = app.addClass("mugs", 2);
  await allEmbedded(app);
  app.intents.classes.mergeInto(mugs, cups);
  expect(namesOfClasses()).toEqual(["cups"]);
  expect(app.store.select.examplesByClass.value.get(cups)).toHaveLength(5);
  app.intents.undo.undo();
  expect(app.store.select.examplesByClass.value.get(mugs)).toHaveLength(2);
  expect(app.store.select.examplesByClass.value.get(cups)).toHaveLength(3);
});

test("clearing everything can be undone", async () => {
  app = await testApp();
  app.addClass("cups", 2);
  app.addClass("pens", 2);
  app.intents.classes.clearEverything();
  expect(state().classes).toEqual([]);
  app.intents.undo.undo();
  expect(namesOfClasses()).toEqual(["cups", "pens"]);
  expect(state().examples.size).toBe(4);
});

test("pictures whose undo has run out are forgotten by the engine", async () => {
  app = await testApp();
  app.addClass("cups", 30);
  await allEmbedded(app);
  for (let id = 1; id <= 22; id += 1) app.intents.pictures.remove([id]);
  await app.until(() => app.engine.sent.some((command) => command.kind === "forgetExamples"));
  const forgotten = app.engine.sent.flatMap((command) =>
    command.kind === "forgetExamples" ? command.exampleIds : [],
  );
  expect(forgotten).toEqual([1, 2]);
});

test("folders become classes, loose pictures a class of their own, and refused files are named", async () => {
  const files: SourceFile[] = [{ path: "x", blob: new Blob() }];
  app = await testApp({
    inputs: {
      readPictures: async (_files, { onPicture, onRefusal, onProgress }) => {
        onProgress?.(0, 4);
        await onPicture(testPicture(1, "a.jpg", "cats"));
        await onPicture(testPicture(2, "b.jpg", "dogs"));
        await onPicture(testPicture(3, "c.jpg", "cats"));
        await onPicture(testPicture(4, "d.jpg"));
        onRefusal({ name: "e.txt", reason: "notAPicture" });
      },
    },
  });
  await app.intents.adding.addFiles(files, undefined);
  expect(namesOfClasses()).toEqual(["cats", "dogs", "Class 3"]);
  expect(state().refusals).toEqual([{ name: "e.txt", reason: "notAPicture" }]);
  expect(state().adding.isReading).toBe(false);
  app.intents.adding.dismissRefusals();
  expect(state().refusals).toEqual([]);
});

test("pictures can be selected one by one, in rows, and by gathering", async () => {
  app = await testApp();
  app.addClass("cups", 6);
  const selected = () => [...state().selection.exampleIds];
  app.intents.pictures.select(2, "only");
  app.intents.pictures.select(5, "through");
  expect(selected()).toEqual([2, 3, 4, 5]);
  app.intents.pictures.select(3, "toggle");
  expect(selected()).toEqual([2, 4, 5]);
  app.intents.pictures.clearSelection();
  app.intents.pictures.gather(true);
  app.intents.pictures.select(1, "only");
  app.intents.pictures.select(6, "only");
  expect(selected()).toEqual([1, 6]);
});

test("a stored picture that cannot be read any more is named, and the others are looked at", async () => {
  app = await testApp({ inputs: { pixelsFromBlob: async () => undefined } });
  app.addClass("cups", 2);
  await allEmbedded(app);
  app.store.dispatch({
    type: "picturesAdded",
    examples: [
      {
        id: 9,
        classId: 1,
        name: "lost",
        blob: new Blob(),
        groupKey: "",
        addedAtMillis: 0,
        side: undefined,
        isEmbedded: false,
      },
    ],
  });
  await app.intents.embedding.wake();
  expect(state().refusals).toEqual([{ name: "lost", reason: "damaged" }]);
  expect(state().examples.size).toBe(2);
});

test("looking can be paused and resumed", async () => {
  app = await testApp();
  app.intents.embedding.pause();
  app.addClass("cups", 20);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(app.store.select.numWaiting.value).toBe(20);
  await app.intents.embedding.resume();
  expect(app.store.select.numWaiting.value).toBe(0);
});
