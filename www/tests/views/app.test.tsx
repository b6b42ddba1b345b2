/** The page drawn as a whole on the fake engine: what a learner sees at each stage, and its accessible names. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { createMemoryStore } from "../../src/storage/memory-store";
import { text } from "../../src/text";
import { App } from "../../src/views/app";
import { allEmbedded, type TestApp, type TestAppOptions, testApp, testPicture } from "../state/test-app";

let app: TestApp;
let place: HTMLElement;

async function show(options?: TestAppOptions): Promise<void> {
  app = await testApp(options);
  place = document.createElement("div");
  document.body.append(place);
  await act(() => render(<App app={{ select: app.store.select, intents: app.intents }} />, place));
}

afterEach(() => {
  render(null, place);
  place.remove();
  app.stop();
});

const button = (name: string) =>
  [...place.querySelectorAll("button")].find(
    (element) => (element.getAttribute("aria-label") ?? element.textContent)?.trim() === name,
  );

test("a first visitor is invited, and told why training has to wait", async () => {
  await show();
  expect(place.textContent).toContain(text.collect.emptyTitle);
  expect(place.textContent).toContain(text.problems.trainingBlock({ because: "noClasses" }));
  expect(button(text.train.train)?.getAttribute("aria-disabled")).toBe("true");
  await act(() => button(text.collect.firstClass)?.click());
  expect(place.querySelector<HTMLInputElement>(".class-name-input")?.value).toBe(
    text.collect.newClassName(1),
  );
});

test("a trained network shows its curves, scores and mix-ups, and says what it sees", async () => {
  await show();
  app.addClass("cups", 8);
  app.addClass("pens", 8);
  await allEmbedded(app);
  app.intents.training.changeEpochs(3);
  await act(() => app.intents.training.train());
  await act(() => app.intents.trying.tryExample(1));
  // The code that draws charts is fetched with the first class.
  await vi.waitFor(() => expect(place.querySelectorAll("figure.line-chart")).toHaveLength(2));
  expect(place.querySelectorAll(".confusion-cell")).toHaveLength(4);
  expect(place.querySelector("#try .class-bars")?.children).toHaveLength(2);
  expect(place.textContent).toContain(text.train.finished);
});

test("every button, field and picture has a name", async () => {
  await show();
  app.addClass("cups", 3);
  app.addClass("pens", 3);
  await allEmbedded(app);
  await act(() => app.intents.pictures.selectAllOf(1));
  for (const element of place.querySelectorAll("button, input:not([type=file]), select, [role=option]")) {
    const isLabelled = element.id !== "" && place.querySelector(`label[for="${element.id}"]`) !== null;
    const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
    expect(isLabelled || name.trim() !== "", element.outerHTML).toBe(true);
  }
});

test("deleting is announced with a way back, and Ctrl+Z takes it", async () => {
  await show();
  app.addClass("cups", 3);
  await allEmbedded(app);
  await act(() => app.intents.pictures.remove([1, 2]));
  expect(place.textContent).toContain(text.undo.said({ did: "deletedPictures", count: 2 }));
  await act(() => {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true }));
  });
  expect(app.store.state.value.examples.size).toBe(3);
});

test("a class is renamed where it stands; Escape keeps the old name", async () => {
  await show();
  app.addClass("cups", 1);
  await act(() => {});
  const input = place.querySelector<HTMLInputElement>(".class-name-input");
  if (!input) throw new Error("no field");
  const type = async (value: string, key: string) => {
    await act(() => {
      input.focus();
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await act(() => {
      input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      input.blur();
    });
  };
  await type("mugs", "Enter");
  expect(app.store.state.value.classes[0]?.name).toBe("mugs");
  await type("jugs", "Escape");
  expect(app.store.state.value.classes[0]?.name).toBe("mugs");
});

test("a camera that is not there has a sentence and another try", async () => {
  await show();
  await act(() => app.intents.camera.startTrying());
  expect(place.textContent).toContain(text.problems.camera("notFound"));
  expect(button(text.problems.tryAgain)).toBeDefined();
});

test("a second tab says that nothing is kept here, in the notice and in the status line, and offers to reload", async () => {
  await show({ workStore: createMemoryStore("openElsewhere") });
  expect(place.querySelector(".notices")?.textContent).toContain(
    text.problems.problem({ kind: "storageElsewhere" }),
  );
  expect(place.querySelector(".status-line")?.textContent).toContain(text.status.notKept);
  await act(() => button(text.problems.dismiss)?.click());
  // Dismissing the notice leaves the way on in the status line.
  const reload = button(text.problems.retry({ kind: "storageElsewhere" }));
  expect(reload?.closest(".status-line")).not.toBeNull();
  expect(text.problems.retry({ kind: "storageElsewhere" })).not.toBe(text.problems.tryAgain);
});

test("the makers of the sample pictures are named where they are offered and where they are used", async () => {
  await show();
  expect(place.querySelector(".empty-state")?.textContent).toContain(text.collect.sampleCredit);
  const classId = app.addClass("birds", 2);
  await act(() => {});
  expect(place.textContent).not.toContain(text.collect.sampleCredit);
  const sample = { ...testPicture(9, "owl 1"), groupKey: "sample-owl" };
  await act(() => app.intents.adding.addPictures([sample], classId));
  expect(place.textContent).toContain(text.collect.sampleCredit);
});

test("merging takes two clicks, and the focus goes on in the class that is left", async () => {
  await show();
  app.addClass("cups", 2);
  app.addClass("mugs", 2);
  await allEmbedded(app);
  await act(() => {});
  await act(() => button(text.collect.classMenu("mugs"))?.click());
  await act(() => button(text.collect.mergeInto)?.click());
  const target = place.querySelector<HTMLButtonElement>(".menu-nested .menu-item");
  await act(async () => {
    target?.focus();
    target?.click();
    // Observers are told after the page has changed.
    await new Promise((resolve) => setTimeout(resolve));
  });
  expect(app.store.state.value.classes.map((item) => item.name)).toEqual(["cups"]);
  expect(document.activeElement?.closest(".class-card")?.id).toBe("class-1");
});

test("a new class is named first, and deleting with the keyboard goes on with the neighbour", async () => {
  await show();
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  await act(() => button(text.collect.firstClass)?.click());
  await frame();
  expect(document.activeElement?.className).toBe("class-name-input");
  await act(() =>
    app.intents.adding.addPictures([testPicture(1, "a"), testPicture(2, "b"), testPicture(3, "c")], 1),
  );
  const picture = place.querySelector<HTMLElement>('[data-example="2"]');
  await act(() => picture?.focus());
  await act(() => {
    picture?.dispatchEvent(new KeyboardEvent("keydown", { key: "Delete", bubbles: true }));
  });
  await frame();
  expect(document.activeElement?.getAttribute("data-example")).toBe("3");
});

test("a class that nothing was held back of has no score, and a screen reader hears how it went", async () => {
  await show();
  app.addClass("cups", 8);
  app.addClass("pens", 8);
  await allEmbedded(app);
  app.intents.training.changeSettings({ validationFraction: 0 });
  app.intents.training.changeEpochs(2);
  await act(() => app.intents.training.train());
  expect(place.querySelector(".check-gap")?.textContent).toBe(
    text.problems.checkGap({ because: "turnedOff" }),
  );
  expect(place.textContent).toContain(text.train.accuracyCaptionTraining);
  const spoken = [...place.querySelectorAll(".visually-hidden [role=status]")].map(
    (line) => line.textContent,
  );
  expect(spoken).toContain(text.collect.lookedLive(16));
  expect(spoken.join(" ")).toContain(text.train.finishedLive(2));
});
