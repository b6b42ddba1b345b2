/** The panel of how the head learned, in the gallery's states: what it says, and what can be reached with keys. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { learningScenes } from "../../src/gallery/scenes-learning";
import { createStore, type Store } from "../../src/state/store";
import { text } from "../../src/text";
import { learningText } from "../../src/text/learning";
import { AppContext } from "../../src/views/app-context";
import { LearningPanel } from "../../src/views/learning/learning-panel";
import { calls, forgetCalls, rememberingIntents } from "./remembering-intents";

let place: HTMLElement;
let store: Store;

async function show(sceneName: string): Promise<void> {
  const scene = learningScenes.find(({ name }) => name === sceneName);
  if (!scene) throw new Error(sceneName);
  store = createStore(scene.state());
  place = document.createElement("div");
  document.body.append(place);
  await act(() =>
    render(
      <AppContext.Provider value={{ select: store.select, intents: rememberingIntents() }}>
        <LearningPanel />
      </AppContext.Provider>,
      place,
    ),
  );
}

afterEach(() => {
  render(null, place);
  place.remove();
  forgetCalls();
  vi.restoreAllMocks();
});

const range = (label: string) => place.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`);

test("nothing is drawn while it is closed, but an earlier epoch is told with the way back", async () => {
  await show("learning-closed");
  expect(place.querySelector("canvas")).toBeNull();
  expect(place.querySelector(".shown-epoch")?.textContent).toBe("");
  render(null, place);
  await show("learning-closed-back");
  expect(place.querySelector(".shown-epoch")?.textContent).toContain(learningText.shownAs(3));
  const [, goBack] = place.querySelectorAll<HTMLElement>(".shown-epoch button");
  expect(goBack?.textContent).toBe(learningText.goBack);
  await act(() => place.querySelector<HTMLElement>(".shown-epoch button")?.click());
  expect(calls("learning.showEpoch")).toEqual([[undefined]]);
});

test("without a head, without an answer, and after a failure there is a sentence in its place", async () => {
  await show("learning-empty");
  expect(place.textContent).toContain(learningText.empty);
  render(null, place);
  await show("learning-waiting");
  expect(place.textContent).toContain(learningText.waiting);
  render(null, place);
  await show("learning-failed");
  const sentence = text.problems.problem({ kind: "engine", error: { code: "headMissing" } });
  expect(place.querySelector('[role="alert"]')?.textContent).toBe(sentence);
  expect(place.querySelector("canvas")).toBeNull();
});

test("the timeline goes to any remembered epoch", async () => {
  await show("learning-thinned");
  const timeline = range(learningText.timeline);
  expect(timeline?.max).toBe("25");
  expect(timeline?.getAttribute("aria-valuetext")).toContain(learningText.at(40));
  expect(place.textContent).toContain(learningText.thinned(26, 101));
  await act(() => {
    if (timeline) timeline.value = "2";
    timeline?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(calls("learning.showEpoch")).toEqual([[8]]);
});

test("a comparison splits the map and the strips, and has a strip of the change", async () => {
  await show("learning");
  expect(place.querySelectorAll(".scatter")).toHaveLength(1);
  expect(place.querySelectorAll(".strip-row")).toHaveLength(3);
  render(null, place);
  await show("learning-compared");
  expect(place.querySelectorAll(".scatter")).toHaveLength(2);
  expect(place.querySelectorAll(".strip-row")).toHaveLength(9);
  expect(place.textContent).toContain(learningText.changeName);
});

test("the map can be walked through with keys, and tells each picture", async () => {
  await show("learning");
  const map = place.querySelector<HTMLElement>(".scatter");
  const press = (key: string) =>
    act(() => {
      map?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    });
  await press("Home");
  expect(place.querySelector("[role=option]")?.textContent).toContain("picture-1.svg");
  await press("Enter");
  expect(calls("pictures.select")).toEqual([[1, "only"]]);
  expect(calls("trying.tryExample")).toEqual([[1]]);
  await press(" ");
  expect(calls("pictures.select").at(-1)).toEqual([1, "toggle"]);
  await press("Escape");
  expect(place.querySelector(".picture-note")).toBeNull();
});

test("weights and pictures over time can be gone through with keys", async () => {
  await show("learning");
  const strip = range(learningText.stripKeys("Birds"));
  await act(() => {
    if (strip) strip.value = "417";
    strip?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(strip?.getAttribute("aria-valuetext")).toContain(learningText.neuron(417, true));
  expect(place.querySelectorAll(".square-mark")).toHaveLength(3);
  const rows = range(learningText.overTimeKeys);
  expect(rows?.max).toBe("71");
  await act(() => {
    if (rows) rows.value = "71";
    rows?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(place.querySelector(".picture-note")).not.toBeNull();
  await act(() => {
    rows?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  });
  expect(calls("trying.tryExample")).toHaveLength(1);
});

test("while nothing is learned, the map says why all pictures are at one spot", async () => {
  await show("learning-compared");
  expect(place.querySelector(".map-plot-note")).toBeNull();
  const { replay } = store.state.value.learning;
  if (!replay) throw new Error("there is no replay");
  const positions = replay.positions.slice();
  positions.fill(0, 0, replay.exampleIds.length * 2);
  await act(() => {
    const event = { kind: "learningReplayed", replay: { ...replay, positions } } as const;
    const command = { kind: "replayLearning", projection: replay.projection } as const;
    store.dispatch({ type: "engineSaid", event, command });
  });
  const notes = [...place.querySelectorAll(".map-plot-note")].map(({ textContent }) => textContent);
  expect(notes).toEqual([learningText.mapOneSpot]);
});

test("the legend speaks of dots, or of frames while there are pictures", async () => {
  await show("learning");
  expect(place.textContent).toContain(learningText.mapLegend);
  const toggle = [...place.querySelectorAll<HTMLElement>("button")].find(
    ({ textContent }) => textContent === learningText.asPictures,
  );
  await act(() => toggle?.click());
  expect(place.textContent).toContain(learningText.mapLegendPictures);
  expect(place.textContent).not.toContain(learningText.mapLegend);
});

test("a scale of weights that ends before the strongest says so", async () => {
  await show("learning");
  const { shown } = store.state.value.learning.weights;
  if (!shown) throw new Error("there are no weights");
  const weights = shown.weights.slice();
  weights[3] = -9.5;
  await act(() => {
    const event = { kind: "headWeightsSeen", head: { ...shown, weights } } as const;
    store.dispatch({ type: "engineSaid", event, command: { kind: "seeHeadWeights", epoch: undefined } });
  });
  expect(place.querySelector(".strip-scales")?.textContent).toContain(learningText.clipped(9.5));
});

test("hidden units are called by their name", async () => {
  await show("learning-hidden-units");
  expect(place.textContent).toContain(learningText.weightsHelp(48, false));
  expect(range(learningText.stripKeys("Birds"))?.getAttribute("aria-valuetext")).toContain(
    learningText.neuron(0, false),
  );
});

test.each(learningScenes.map(({ name }) => name))(
  "everything that can be used has a name: %s",
  async (name) => {
    await show(name);
    for (const element of place.querySelectorAll("button, input, select, canvas[role], [role=listbox]")) {
      const label =
        element.getAttribute("aria-label") ?? element.closest("label")?.textContent ?? element.textContent;
      expect(label?.trim(), element.outerHTML.slice(0, 120)).toBeTruthy();
    }
  },
);
