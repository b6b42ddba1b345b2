/** The pictures of a class as a screen reader and a keyboard find them, however many there are. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { text } from "../../src/text";
import { App } from "../../src/views/app";
import { allEmbedded, type TestApp, testApp } from "../state/test-app";

let app: TestApp;
let place: HTMLElement;

beforeEach(async () => {
  app = await testApp();
  place = document.createElement("div");
  document.body.append(place);
  await act(() => render(<App app={{ select: app.store.select, intents: app.intents }} />, place));
  app.addClass("cups", 400);
  await allEmbedded(app);
  await act(() => {});
});

afterEach(() => {
  render(null, place);
  place.remove();
  app.stop();
});

const options = () => [...place.querySelectorAll<HTMLElement>('[role="option"]')];
const placesOf = (element: HTMLElement | undefined) =>
  `${element?.getAttribute("aria-posinset")} of ${element?.getAttribute("aria-setsize")}`;
const showAll = () => place.querySelector<HTMLButtonElement>(".show-all button");
async function press(key: string): Promise<void> {
  await act(() => {
    document.activeElement?.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
    );
  });
  // The focus follows in the next frame.
  await act(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));
}
const focused = () => document.activeElement as HTMLElement;

test("every picture says which of how many it is, and opening the class counts them all", async () => {
  expect(options()).toHaveLength(24);
  expect(placesOf(options()[0])).toBe("1 of 24");
  expect(placesOf(options().at(-1))).toBe("24 of 24");
  await act(() => showAll()?.click());
  // Only what is near the screen is drawn.
  expect(options().length).toBeLessThan(400);
  expect(placesOf(options()[0])).toBe("1 of 400");
  expect(showAll()?.textContent).toBe(text.collect.showFewer);
});

test("one picture is reached by the tab key, and the others by arrows, Home and End", async () => {
  await act(() => showAll()?.click());
  expect(options().filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
  await act(() => options()[0]?.focus());
  await press("End");
  expect(placesOf(focused())).toBe("400 of 400");
  await press("ArrowLeft");
  expect(placesOf(focused())).toBe("399 of 400");
  await press("Home");
  expect(placesOf(focused())).toBe("1 of 400");
  expect(options().filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
});

test("all pictures of a class are selected at once, drawn or not", async () => {
  await act(() => app.intents.pictures.selectAllOf(1));
  expect(place.querySelector(".class-count")?.textContent).toBe(text.collect.selected(400));
  expect(options().every((option) => option.getAttribute("aria-selected") === "true")).toBe(true);
});
