/** One value taken apart, and the evidence for a class, in every scene: numbers that add up, and what a hand can do there. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { explainScenes } from "../../src/gallery/scenes-explain";
import type { Intents } from "../../src/state/intents";
import { createStore, type Store } from "../../src/state/store";
import { evidenceText } from "../../src/text/evidence";
import { explainText } from "../../src/text/explain";
import { insideText } from "../../src/text/inside";
import { AppContext } from "../../src/views/app-context";
import { Explanation } from "../../src/views/explain/explanation";
import { wantFocusOnPlaces } from "../../src/views/explain/focus-on-places";
import { typeset } from "../../src/views/explain/load-katex";
import { ValueView } from "../../src/views/explain/value-view";

vi.hoisted(() => {
  // Formulas are typeset only in documents that follow the standards, as the page does.
  Object.defineProperty(document, "compatMode", { value: "CSS1Compat" });
});

let place: HTMLElement;

beforeEach(() => {
  place = document.createElement("div");
  document.body.append(place);
});

afterEach(() => {
  render(null, place);
  place.remove();
});

async function show(name: string) {
  const scene = explainScenes.find((candidate) => candidate.name === name);
  if (!scene) throw new Error(`there is no scene ${name}`);
  const store = createStore(scene.state());
  const { select } = store;
  const at = select.inside.value.place;
  const goTo = vi.fn();
  const explain = {
    chooseClass: vi.fn(),
    openClass: vi.fn(),
    compareWith: vi.fn(),
    chooseMapLayer: vi.fn(),
    openSum: vi.fn(),
  };
  const intents = { inside: { goTo }, page: { goTo: vi.fn() }, explain } as unknown as Intents;
  await act(() =>
    render(
      <AppContext.Provider value={{ select, intents }}>
        {at.at === "value" ? <ValueView {...at} /> : <Explanation />}
      </AppContext.Provider>,
      place,
    ),
  );
  // Typesetting is fetched when it is wanted.
  await vi.waitFor(() => expect(find(".formula-plain")).toBeNull());
  return { goTo, explain, store };
}

const find = (selector: string) => place.querySelector<HTMLElement>(selector);
const all = (selector: string) => [...place.querySelectorAll<HTMLElement>(selector)];
const press = (element: Element | null, key: string) =>
  act(() => {
    element?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  });
const numberIn = (element: Element | undefined) =>
  Number(element?.textContent?.replace("−", "-").replace("+", ""));

test.each(explainScenes.map(({ name }) => name))(
  "%s says something, and nothing that is no number",
  async (name) => {
    await show(name);
    expect(place.textContent?.length).toBeGreaterThan(40);
    expect(place.textContent).not.toMatch(/NaN|undefined|Infinity|\[object/);
    for (const control of all("button, a, select, [role=application]")) {
      expect(control.textContent || control.getAttribute("aria-label")).toBeTruthy();
    }
  },
);

describe("the lines of a sum", () => {
  test.each(["value-standard", "value-border", "value-depthwise", "value-pointwise", "value-score"])(
    "%s add up as shown",
    async (name) => {
      await show(name);
      const lines = all(".value-sum tr");
      const end = lines.findIndex((line) => line.dataset.total !== undefined);
      const parts = lines.slice(0, end).map((line) => numberIn(line.querySelector("td") ?? undefined));
      const sum = numberIn(lines[end]?.querySelector("td") ?? undefined);
      // Each number was rounded to thousandths.
      const tolerance = (parts.length + 1) * 0.0005;
      expect(Math.abs(parts.reduce((all, part) => all + part, 0) - sum)).toBeLessThanOrEqual(tolerance);
    },
  );

  test("of neurons as well, beside the picture and with room", async () => {
    for (const name of ["evidence-sum", "evidence-contrast", "evidence-compared", "evidence-compared-wide"]) {
      await show(name);
      const tables = all(".neuron-sum");
      expect(tables.length, name).toBe(name.startsWith("evidence-compared") ? 2 : 1);
      for (const table of tables) {
        const numbers = [...table.querySelectorAll("td:last-child")].map(numberIn);
        const score = numbers.pop() ?? 0;
        const sum = numbers.reduce((all, part) => all + part, 0);
        expect(Math.abs(sum - score)).toBeLessThanOrEqual((numbers.length + 1) * 0.005);
      }
    }
  });
});

describe("two epochs", () => {
  const names = (selector: string) =>
    all(selector).map((table) =>
      [...table.querySelectorAll("tbody th")].map(({ textContent }) => textContent),
    );

  test("name the same channels, in sums and in tables", async () => {
    await show("evidence-compared-wide");
    const [before, now] = names(".neuron-sum");
    expect(now?.[0]).toBe("channel 812");
    expect(before).toEqual(now);
    const [tableBefore, tableNow] = names(".product-list");
    expect(tableNow?.length).toBeGreaterThan(8);
    expect(tableBefore).toEqual(tableNow);
  });

  test("share a scale, and a scrubber keeps it", async () => {
    const { store } = await show("evidence-sum");
    const total = () => Number.parseFloat(find(".neuron-sum-total .waterfall-bar span")?.style.width ?? "");
    const now = total();
    const answer = store.state.value.explain.sums[0];
    if (!answer || !("found" in answer)) throw new Error("there is no sum");
    const { shares, weights, rest, bias, score } = answer.found;
    const half = (numbers: Float32Array) => numbers.map((number) => number / 2);
    const found = { shares: half(shares), weights: half(weights), rest: rest / 2, bias: bias / 2 };
    const sum = { ...answer.found, ...found, score: score / 2 };
    const command = { kind: "weighNeurons", pixels: new Uint8Array(0), side: 224, most: 8 } as const;
    await act(() => {
      const epochs = { shownEpoch: 5, comparedEpoch: undefined };
      store.dispatch({ type: "learning", action: { type: "epochsChosen", ...epochs } });
      const asked = { ...command, classId: 1, against: undefined, epoch: 5 };
      store.dispatch({ type: "engineSaid", event: { kind: "neuronsWeighed", sum }, command: asked });
    });
    expect(total()).toBeCloseTo(now / 2, 1);
  });

  test("before training there is a sentence in place of zeros", async () => {
    await show("evidence-unlearned-wide");
    expect(all(".neuron-sum")).toHaveLength(1);
    expect(all(".product-list")).toHaveLength(1);
    expect(place.textContent).toContain(evidenceText.unlearned);
    expect(place.textContent).toContain(explainText.unlearned);
  });

  test("what rounds to nothing has no sign", () => {
    expect([-0.004, 0, 0.004, -0.006].map(evidenceText.signed)).toEqual(["0.00", "0.00", "0.00", "−0.01"]);
  });
});

describe("around the sum", () => {
  test("a score leads to its share, and back", async () => {
    const { goTo } = await show("value-score");
    all(".value-link")
      .find(({ textContent }) => textContent === insideText.otherEnd.softmax.link)
      ?.click();
    expect(goTo).toHaveBeenLastCalledWith({ at: "value", layer: 51, channel: 0, row: 0, column: 0 });
    const back = await show("value-softmax");
    all(".value-link")
      .find(({ textContent }) => textContent === insideText.otherEnd.classes.link)
      ?.click();
    expect(back.goTo).toHaveBeenLastCalledWith({ at: "value", layer: 50, channel: 0, row: 0, column: 0 });
  });

  test("silent channels before it are said to be left out of account", async () => {
    const silence = (store: Store, layer: number) =>
      act(() => {
        const silenced = [{ layer, channel: 3 }];
        store.dispatch({ type: "neuron", action: { type: "silencedChanged", silenced } });
      });
    const { store } = await show("value-depthwise");
    await silence(store, 20);
    expect(place.textContent).not.toContain(evidenceText.silentNote(1, true));
    await silence(store, 2);
    expect(place.textContent).toContain(evidenceText.silentNote(1, true));
    await silence((await show("evidence-sum")).store, 2);
    expect(place.textContent).toContain(evidenceText.silentNote(1, false));
  });

  test("another class beside the sum opens its score, without being chosen for the picture", async () => {
    const { explain } = await show("value-score");
    all(".evidence-classes button")[1]?.click();
    expect(explain.openClass).toHaveBeenCalledWith(2);
    expect(explain.chooseClass).not.toHaveBeenCalled();
  });

  test("without a picture there is one to take", async () => {
    await show("value-no-picture");
    expect(find(".no-picture")?.textContent).toContain(explainText.noPicture);
    expect(all(".no-picture button")[0]?.textContent).toBe(insideText.useFirst);
  });
});

describe("formula and numbers", () => {
  test("carry the same names once the formula is typeset", async () => {
    for (const name of [
      "value-standard",
      "value-pointwise",
      "value-pooling",
      "value-score",
      "value-softmax",
    ]) {
      await show(name);
      const names = (selector: string) => new Set(all(selector).map((element) => element.dataset.symbol));
      const inFormula = names(".value-formula-line .katex-html [data-symbol]");
      expect(inFormula.size, name).toBeGreaterThan(2);
      expect(names(".value-legend [data-symbol]"), name).toEqual(inFormula);
      const numbers = names(".value-sums [data-symbol]");
      for (const symbol of inFormula) expect(numbers, `${name}: ${symbol}`).toContain(symbol);
    }
  });

  test("light up together, from either side and from the keyboard", async () => {
    await show("value-depthwise");
    const point = (element: Element | null) =>
      act(() => {
        element?.dispatchEvent(new Event("pointerover", { bubbles: true }));
      });
    point(find(".katex-html [data-symbol=bias]"));
    expect(find(".value")?.dataset.lit).toBe("bias");
    point(find(".number-grid[data-symbol=weight] [data-term='7'] span"));
    expect(find(".value")?.dataset).toMatchObject({ lit: "weight", litTerm: "7" });
    expect(all("td[data-lit]")).toHaveLength(3);
    act(() => {
      find(".number-grid[data-symbol=input] a")?.dispatchEvent(new Event("focusin", { bubbles: true }));
    });
    expect(find(".value")?.dataset).toMatchObject({ lit: "input", litTerm: "0" });
  });

  test("stay lit where a symbol was chosen", async () => {
    await show("value-pointwise");
    const button = find(".value-legend [data-symbol=skip]");
    await act(() => button?.click());
    expect(find(".value")?.dataset.lit).toBe("skip");
    expect(button?.getAttribute("aria-pressed")).toBe("true");
    await act(() => button?.click());
    expect(find(".value")?.dataset.lit).toBeUndefined();
  });

  test("formulas trust nothing but names", () => {
    const line = document.createElement("span");
    typeset("\\href{javascript:alert(1)}{x} \\htmlData{symbol=bias}{b}", line, false);
    expect(line.querySelector("a")).toBeNull();
    expect(line.querySelector("[data-symbol=bias]")).not.toBeNull();
  });
});

describe("moving", () => {
  test("arrow keys on the map and its buttons lead to the place beside it; edges stop", async () => {
    const { goTo } = await show("value-border");
    const at = { at: "value", layer: 0, channel: 3 };
    press(find(".place-map-square"), "ArrowLeft");
    expect(goTo).toHaveBeenLastCalledWith({ ...at, row: 111, column: 110 });
    press(find(".place-map-square"), "ArrowDown");
    expect(goTo).toHaveBeenCalledTimes(1);
    all(".place-map-steps button")[0]?.click();
    expect(goTo).toHaveBeenLastCalledWith({ ...at, row: 110, column: 111 });
  });

  test("the map of places has the focus where the value was opened from such a map", async () => {
    await show("value-border");
    expect(document.activeElement).toBe(document.body);
    render(null, place);
    wantFocusOnPlaces({ layer: 0, channel: 3, row: 111, column: 111 });
    await show("value-border");
    expect(document.activeElement).toBe(find(".place-map-square"));
  });

  test("every input leads to the sum behind it", async () => {
    const { goTo } = await show("value-depthwise");
    const links = all(".number-grid[data-symbol=input] a");
    expect(links).toHaveLength(25);
    expect(links.filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    expect(links[0]?.getAttribute("href")).toBe("#inside/blocks.3.expand/17/23,39");
    links[24]?.click();
    expect(goTo).toHaveBeenLastCalledWith({ at: "value", layer: 9, channel: 17, row: 27, column: 43 });
    press(links[0] ?? null, "ArrowRight");
    expect(document.activeElement).toBe(links[1]);
  });

  test("places outside of the picture are said to be so", async () => {
    await show("value-border");
    expect(all(".number-grid[data-symbol=input] [data-outside]")).toHaveLength(15);
    expect(place.textContent).toContain(explainText.outsideNote(5, 9));
  });
});

describe("choices beside the picture", () => {
  test("of a class, of another one, and of a layer", async () => {
    const { explain } = await show("evidence-sum");
    all(".evidence-classes button")[1]?.click();
    expect(explain.chooseClass).toHaveBeenCalledWith(2);
    const [against, layer] = all("select") as HTMLSelectElement[];
    expect([...(against?.options ?? [])]).toHaveLength(3);
    expect([...(layer?.options ?? [])]).toHaveLength(18);
    expect(layer?.options[0]?.textContent).toBe(evidenceText.exactLayer);
    const choose = (select: HTMLSelectElement | undefined, value: string) => {
      if (!select) throw new Error("there is nothing to choose");
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    choose(against, "3");
    expect(explain.compareWith).toHaveBeenCalledWith(3);
    choose(layer, layer?.options[8]?.value ?? "");
    expect(explain.chooseMapLayer).toHaveBeenCalledWith(26);
    choose(layer, "");
    expect(explain.chooseMapLayer).toHaveBeenLastCalledWith(undefined);
  });

  test("lead on to the channel of a neuron and to the whole sum", async () => {
    const { goTo } = await show("evidence-sum");
    find(".neuron-sum a")?.click();
    expect(goTo).toHaveBeenLastCalledWith({ at: "channel", layer: 48, channel: 812 });
    all(".value-link").at(-1)?.click();
    expect(goTo).toHaveBeenLastCalledWith({ at: "value", layer: 50, channel: 0, row: 0, column: 0 });
  });
});
