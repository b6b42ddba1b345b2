/** The status line while the GPU is being brought in: told in passing, never announced. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { text } from "../../src/text";
import { App } from "../../src/views/app";
import { type TestApp, testApp } from "../state/test-app";

let app: TestApp;
let place: HTMLElement;

afterEach(() => {
  render(null, place);
  place.remove();
  app.stop();
});

const button = (name: string) =>
  [...place.querySelectorAll("button")].find((element) => element.textContent?.trim() === name);
const spoken = () =>
  [...place.querySelectorAll("[role=status], [role=alert], [aria-live]")].map((line) => line.textContent);

test("what is fetched in the background is said beside the device, until it is decided", async () => {
  let isHeldBack = true;
  app = await testApp({
    engine: { hasGpu: true },
    wish: "gpu",
    holdsBackCandidate: () => isHeldBack,
  });
  place = document.createElement("div");
  document.body.append(place);
  await act(() => render(<App app={{ select: app.store.select, intents: app.intents }} />, place));
  const line = () => place.querySelector(".status-line")?.textContent ?? "";
  await act(() => app.until(() => app.store.state.value.engine.gpuSearch === "fetching"));
  expect(line()).toContain(text.status.device("cpu"));
  expect(line()).toContain(text.status.gpuSearch("fetching"));
  expect(line()).toContain(text.problems.deviceReason({ because: "answersFirst" }));
  expect(button(text.status.retryGpu), "it is being tried already").toBeUndefined();
  const before = spoken();

  isHeldBack = false;
  await act(() => app.until(() => app.store.state.value.engine.device?.device === "gpu"));
  expect(line()).toContain(text.status.device("gpu"));
  expect(line()).not.toContain(text.status.gpuSearch("fetching"));
  expect(spoken(), "nothing is announced").toEqual(before);
});

test("where the CPU stays there is a way to try again", async () => {
  app = await testApp();
  place = document.createElement("div");
  document.body.append(place);
  await act(() => render(<App app={{ select: app.store.select, intents: app.intents }} />, place));
  expect(button(text.status.retryGpu)).toBeDefined();
});
