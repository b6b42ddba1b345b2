/** The page drawn as a whole on the fake engine: what a learner sees at each stage, and its accessible names. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { text } from "../../src/text";
import { App } from "../../src/views/app";
import { allEmbedded, type TestApp, testApp } from "../state/test-app";

let app: TestApp;
let place: HTMLElement;

async function show(): Promise<void> {
  app = await testApp();
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
  expect(place.querySelectorAll("figure.line-chart")).toHaveLength(2);
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
