/** The opened network in every scene of the gallery, and what a keyboard and a pointer do in it. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { insideScenes } from "../../src/gallery/scenes-inside";
import type { Intents } from "../../src/state/intents";
import { createStore } from "../../src/state/store";
import { text } from "../../src/text";
import { insideText } from "../../src/text/inside";
import { AppContext } from "../../src/views/app-context";
import { InsidePanel } from "../../src/views/inside/inside-panel";

let place: HTMLElement;

beforeEach(() => {
  place = document.createElement("div");
  document.body.append(place);
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
});

afterEach(() => {
  render(null, place);
  place.remove();
  vi.unstubAllGlobals();
});

async function show(name: string) {
  const scene = insideScenes.find((candidate) => candidate.name === name);
  if (!scene) throw new Error(`there is no scene ${name}`);
  render(null, place);
  const store = createStore(scene.state());
  const inside = {
    goTo: vi.fn(),
    open: vi.fn(),
    sort: vi.fn(),
    useOneScale: vi.fn(),
    survey: vi.fn(),
    stopSurvey: vi.fn(),
  };
  const tryExample = vi.fn();
  const intents = {
    inside,
    trying: { tryExample },
    camera: { stream: () => undefined },
  } as unknown as Intents;
  await act(() =>
    render(
      <AppContext.Provider value={{ select: store.select, intents }}>
        <InsidePanel />
      </AppContext.Provider>,
      place,
    ),
  );
  return { ...inside, tryExample, store };
}

const find = (selector: string) => place.querySelector<HTMLElement>(selector);
const all = (selector: string) => [...place.querySelectorAll<HTMLElement>(selector)];

function press(key: string, target: Element | null = document.activeElement): Promise<void> {
  return act(() => {
    target?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  });
}

test.each(insideScenes.map(({ name }) => name))(
  "%s says something, and nothing that is no number",
  async (name) => {
    await show(name);
    expect(find(".inside")?.textContent?.length).toBeGreaterThan(40);
    expect(place.innerHTML).not.toMatch(/NaN|undefined|Infinity/);
    for (const link of all("a, button")) {
      const spoken = `${link.getAttribute("aria-label") ?? ""}${link.textContent}${link.title}`;
      expect(spoken.trim(), link.outerHTML).not.toBe("");
    }
  },
);

test("what is missing is said, with the way on", async () => {
  const { tryExample } = await show("inside-no-picture");
  expect(place.textContent).toContain(insideText.noPicture);
  all(".no-picture button")
    .find(({ textContent }) => textContent === insideText.useFirst)
    ?.click();
  expect(tryExample).toHaveBeenCalledWith(1);
  expect(find(".place-keys")?.textContent).toBe(insideText.keys.nothing);
  await show("inside-loading");
  expect(place.textContent).toContain(insideText.loading);
  await show("inside-untrained");
  expect(place.textContent).toContain(insideText.noClasses);
  await show("inside-failed");
  const problem = { kind: "engine", error: { code: "gpuFailed", detail: "" } } as const;
  expect(find("[role=alert]")?.textContent).toBe(text.problems.problem(problem));
});

test("the keyboard goes on in the place after a picture was taken in hand there", async () => {
  const { tryExample, store } = await show("inside-no-picture");
  const source = { from: "picture", name: "a circle", blob: new Blob(), exampleId: 1 } as const;
  tryExample.mockImplementation(() => store.dispatch({ type: "trySourceChanged", source }));
  const button = find(".no-picture button");
  await act(() => {
    button?.focus();
    button?.click();
  });
  expect(find(".no-picture")).toBeNull();
  expect(document.activeElement).toBe(find("[aria-current=page]"));
});

test("the scores lead to their shares, and back", async () => {
  await show("inside-classes");
  expect(find(".layer-other-end a")?.getAttribute("href")).toBe("#inside/softmax");
});

describe("the map", () => {
  test("has a link for each block and each of its maps, with its address", async () => {
    const { goTo } = await show("inside-map");
    const block = find('[data-place="block 3"]');
    expect(block?.getAttribute("href")).toBe("#inside/blocks.3");
    expect(block?.getAttribute("aria-label")).toMatch(/^Block 4: 144 channels /);
    block?.click();
    expect(goTo).toHaveBeenCalledWith({ at: "block", block: 3 });
    const channel = find('[data-place^="channel 10 "]');
    expect(channel?.getAttribute("href")).toMatch(/^#inside\/blocks\.3\.depthwise\/\d+$/);
    channel?.click();
    expect(goTo).toHaveBeenLastCalledWith(expect.objectContaining({ at: "channel", layer: 10 }));
  });

  test("is one stop for the tab key, and says how strong is what has the focus", async () => {
    await show("inside-map");
    expect(all(".field-link[tabindex='0']")).toHaveLength(1);
    await act(() => find(".field-link[tabindex='0']")?.focus());
    await press("ArrowRight");
    expect(all(".field-link[tabindex='0']")).toHaveLength(1);
    await press("ArrowUp");
    expect(find(".pointed")?.textContent).toMatch(/channel \d+, \d+ × \d+: strongest .+, \d/);
  });

  test("ends in the classes, likeliest in bold, each with its score", async () => {
    const { goTo } = await show("inside-map");
    expect(all(".map-class").map(({ textContent }) => textContent)).toEqual([
      "Circles 86 %",
      "Squares 11 %",
      "Triangles, a class with a long name 3 %",
    ]);
    expect(all("[data-leading]")).toHaveLength(1);
    all(".map-class")[1]?.click();
    expect(goTo).toHaveBeenCalledWith({ at: "value", layer: 50, channel: 1, row: 0, column: 0 });
  });
});

describe("the bar", () => {
  test("leads up, and to the neighbours with the arrow keys", async () => {
    const { goTo } = await show("inside-layer");
    expect(all(".crumbs a").map(({ textContent }) => textContent)).toEqual([
      "Network",
      "Block 4",
      "depthwise",
    ]);
    expect(find(".place-keys")?.textContent).toBe(insideText.keys.layer);
    await press("ArrowRight", find(".crumbs a"));
    expect(goTo).toHaveBeenCalledWith({ at: "layer", layer: 11 });
    await press("ArrowDown", find(".crumbs a"));
    expect(goTo).toHaveBeenCalledOnce();
    all(".crumbs a")[1]?.click();
    expect(goTo).toHaveBeenLastCalledWith({ at: "block", block: 3 });
  });

  test("closes, as Escape does, but not from within a field", async () => {
    const { open } = await show("inside-layer");
    await press("Escape", find(".layer-sort select"));
    expect(open).not.toHaveBeenCalled();
    await press("Escape", document.body);
    expect(open).toHaveBeenCalledWith(false);
    all(".inside-head > button")[0]?.click();
    expect(open).toHaveBeenCalledTimes(2);
  });
});

describe("a layer", () => {
  test("says what it does and what it costs", async () => {
    await show("inside-layer");
    expect(all(".layer-facts dd").map(({ textContent }) => textContent)).toEqual([
      "144 × 28 × 28",
      "3,744",
      "2.8 million",
      "maps 452 kB, weights 15 kB",
    ]);
  });

  test("is sorted and scaled as wished", async () => {
    const { sort, useOneScale } = await show("inside-layer");
    const select = find(".layer-sort select") as HTMLSelectElement | null;
    expect([...(select?.options ?? [])].map(({ value }) => value)).toEqual([
      "contrast",
      "mean",
      "number",
      "strength",
      "variance",
      "class 1",
      "class 2",
      "class 3",
    ]);
    await act(() => {
      if (select) select.value = "class 2";
      select?.dispatchEvent(new Event("change", { bubbles: true }));
    });
    expect(sort).toHaveBeenCalledWith({ by: "class", classId: 2 });
    await act(() => find(".layer-scale input")?.click());
    expect(useOneScale).toHaveBeenCalledWith(true);
  });

  test("has a grid that is walked with the keys; each channel is a sentence, and Enter opens it", async () => {
    const { goTo } = await show("inside-sorted-by-class");
    const grid = find("[role=listbox]");
    await act(() => grid?.focus());
    await press("ArrowRight", grid);
    const option = find("[role=option]");
    expect(option?.getAttribute("aria-label")).toMatch(
      /^Block 4, depthwise, channel 78, 28 × 28: .*, d = 2\.5/,
    );
    expect(option?.getAttribute("aria-posinset")).toBe("2");
    expect(option?.getAttribute("aria-setsize")).toBe("144");
    expect(find(".channel-preview p")?.textContent).toBe(option?.getAttribute("aria-label"));
    await press("Enter", grid);
    expect(goTo).toHaveBeenCalledWith({ at: "channel", layer: 10, channel: 78 });
  });

  test("of single values leads to the sums behind them", async () => {
    const { goTo } = await show("inside-classes");
    expect(all(".layer-classes a").map(({ textContent }) => textContent?.slice(0, 7))).toEqual([
      "Circles",
      "Squares",
      "Triangl",
    ]);
    all(".layer-classes a")[0]?.click();
    expect(goTo).toHaveBeenCalledWith({ at: "value", layer: 50, channel: 0, row: 0, column: 0 });
  });

  test("says how far the look through the pictures has come, and stops it", async () => {
    const { stopSurvey, survey } = await show("inside-surveying");
    expect(find(".progress-line")?.textContent).toContain(insideText.surveyDone(24, 72));
    find(".progress-line button")?.click();
    expect(stopSurvey).toHaveBeenCalledOnce();
    expect(survey).not.toHaveBeenCalled();
    const stopped = await show("inside-survey-stopped");
    find(".survey-offer button")?.click();
    expect(stopped.survey).toHaveBeenCalledOnce();
  });
});

test("where their column is out of sight, the learner's pictures come along", async () => {
  const { tryExample } = await show("inside-map");
  const choices = all(".hand-choice li button");
  expect(choices).toHaveLength(24);
  expect(choices.filter((choice) => choice.getAttribute("aria-pressed") === "true")).toHaveLength(1);
  choices[9]?.click();
  expect(tryExample).toHaveBeenCalledWith(26);
});
