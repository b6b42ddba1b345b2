/** The view of one channel in every scene of the gallery, and what a keyboard and a pointer do on its map. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { neuronScenes } from "../../src/gallery/scenes-neuron";
import type { Intents } from "../../src/state/intents";
import { createStore } from "../../src/state/store";
import { neuronText } from "../../src/text/neuron";
import { AppContext } from "../../src/views/app-context";
import { NeuronView } from "../../src/views/neuron/neuron-view";
import { placeAfterKey } from "../../src/views/neuron/place-picker";

let place: HTMLElement;

beforeEach(() => {
  place = document.createElement("div");
  document.body.append(place);
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
});

afterEach(() => {
  render(null, place);
  place.remove();
  vi.unstubAllGlobals();
});

async function show(name: string) {
  const scene = neuronScenes.find((candidate) => candidate.name === name);
  if (!scene) throw new Error(`there is no scene ${name}`);
  const store = createStore(scene.state());
  const at = store.state.value.inside.place;
  if (at.at !== "channel") throw new Error("the scene shows no channel");
  const goTo = vi.fn();
  const tryExample = vi.fn();
  const neuron = { survey: vi.fn(), stopSurvey: vi.fn(), grow: vi.fn(), silence: vi.fn() };
  const intents = {
    inside: { goTo },
    trying: { tryExample },
    pictures: { select: vi.fn() },
    neuron,
  } as unknown as Intents;
  await act(() =>
    render(
      <AppContext.Provider value={{ select: store.select, intents }}>
        <NeuronView layer={at.layer} channel={at.channel} />
      </AppContext.Provider>,
      place,
    ),
  );
  return { goTo, tryExample, neuron };
}

const find = (selector: string) => place.querySelector<HTMLElement>(selector);
const all = (selector: string) => [...place.querySelectorAll<HTMLElement>(selector)];

test.each(neuronScenes.map(({ name }) => name))(
  "%s has every part, and nothing that is not a number",
  async (name) => {
    await show(name);
    expect(all("h3").map((heading) => heading.textContent)).toEqual(
      expect.arrayContaining([
        neuronText.seen,
        neuronText.made,
        neuronText.pictures,
        neuronText.classes,
        neuronText.grown,
        neuronText.silence,
      ]),
    );
    expect(place.innerHTML).not.toMatch(/NaN|undefined|Infinity/);
    // No part is an empty box.
    for (const part of all(".neuron-part")) expect(part.textContent?.length).toBeGreaterThan(20);
  },
);

test("what is missing is said in its own place", async () => {
  await show("neuron-no-picture");
  expect(place.textContent).toContain(neuronText.seenEmpty);
  await show("neuron-no-head");
  expect(place.textContent).toContain(neuronText.silenceNoHead);
  await show("neuron-failed");
  expect(all(".neuron-problem").length).toBeGreaterThanOrEqual(5);
});

test("a kernel is a table of numbers, and inputs lead on to their channels", async () => {
  await show("neuron-depthwise");
  expect(all(".kernel-grid td")).toHaveLength(25);
  const { goTo } = await show("neuron-signed");
  const links = all(".inputs a");
  expect(links).toHaveLength(10);
  expect(links[0]?.getAttribute("href")).toBe("#inside/blocks.3.depthwise/3");
  links[0]?.click();
  expect(goTo).toHaveBeenCalledWith({ at: "channel", layer: 2, channel: 3 });
  await act(() => find(".inputs > button")?.click());
  expect(all(".inputs a")).toHaveLength(100);
});

describe("the map", () => {
  test("is walked with the arrow keys, and Enter opens the sum behind a place", async () => {
    const { goTo } = await show("neuron-depthwise");
    const map = find("[role=application]");
    expect(map?.getAttribute("aria-label")).toMatch(/^Where it answers: strongest .*, \d/);
    const press = (key: string) =>
      act(() => {
        map?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      });
    await press("Home");
    const strongest = find(".seen-line output")?.textContent;
    expect(strongest).toMatch(/^Row \d+, column \d+: 4\./);
    await press("ArrowRight");
    expect(find(".seen-line output")?.textContent).not.toBe(strongest);
    await press("Enter");
    expect(goTo).toHaveBeenCalledWith(expect.objectContaining({ at: "value", layer: 2, channel: 17 }));
  });

  test("stops at its edges", () => {
    expect(placeAfterKey("ArrowLeft", 8, 8, 3)).toBe(8);
    expect(placeAfterKey("ArrowRight", 15, 8, 3)).toBe(15);
    expect(placeAfterKey("ArrowUp", 5, 8, 3)).toBe(5);
    expect(placeAfterKey("ArrowDown", 60, 8, 3)).toBe(60);
    expect(placeAfterKey("ArrowDown", 5, 8, 3)).toBe(13);
    expect(placeAfterKey("Home", 60, 8, 3)).toBe(3);
    expect(placeAfterKey("a", 60, 8, 3)).toBeUndefined();
  });
});

test("pictures are sorted, the rest comes on request, and a click takes one in hand", async () => {
  const { tryExample } = await show("neuron-depthwise");
  const values = () => all(".exciting-picture > .numbers").map(({ textContent }) => Number(textContent));
  expect(values()).toHaveLength(12);
  expect(values()).toEqual(values().toSorted((one, other) => other - one));
  all(".exciting-picture")[1]?.click();
  expect(tryExample).toHaveBeenCalledOnce();
  await act(() => find(".exciting-end button")?.click());
  expect(values()).toHaveLength(72);
});

test("a look through the pictures can be begun and stopped", async () => {
  const { neuron } = await show("neuron-surveying");
  find(".progress-line button")?.click();
  expect(neuron.stopSurvey).toHaveBeenCalledWith(2);
  const stopped = await show("neuron-survey-stopped");
  expect(find(".survey-offer")?.textContent).toContain(neuronText.surveyMore(48));
  find(".survey-offer button")?.click();
  expect(stopped.neuron.survey).toHaveBeenCalledWith(2);
});

test("the excitement of a grown picture is said to be a mean of sums that nothing has cut yet", async () => {
  await show("neuron-grown");
  expect(place.querySelector(".grown-side")?.textContent).toContain(neuronText.excitementHelp("relu6"));
  expect(place.querySelector(".grown-side")?.textContent).toContain(neuronText.curveAxes);
});

test("growing says only that it began, paused or is done", async () => {
  await show("neuron-growing");
  const said = () => all("[role=status]").map(({ textContent }) => textContent);
  expect(said()).toContain(neuronText.growLive.growing);
  expect(place.textContent).toContain(neuronText.growSteps(92, 160));
});
