/** The pile as a learner meets it on the fake engine: where it stands, its groups, what is supposed, and the comparison. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { PILE_ID } from "../../src/state/unlabelled/pile";
import { text } from "../../src/text";
import { unlabelledText } from "../../src/text/unlabelled";
import { App } from "../../src/views/app";
import { allEmbedded, type TestApp, testApp, testPicture } from "../state/test-app";

let app: TestApp;
let place: HTMLElement;

async function show(): Promise<void> {
  app = await testApp();
  place = document.createElement("div");
  document.body.append(place);
  await act(() => render(<App app={{ select: app.store.select, intents: app.intents }} />, place));
  // The card's code is fetched with the first drawing.
  await vi.waitFor(() => expect(pile()).toBeTruthy());
}

afterEach(() => {
  render(null, place);
  place.remove();
  app.stop();
});

const pile = () => place.querySelector<HTMLElement>(".pile-card");
const state = () => app.store.state.value;

function button(name: string, within: ParentNode = place): HTMLButtonElement | undefined {
  return [...within.querySelectorAll("button")].find(
    (element) => (element.getAttribute("aria-label") ?? element.textContent)?.trim() === name,
  );
}

async function click(name: string, within?: ParentNode): Promise<void> {
  const found = button(name, within);
  if (!found) throw new Error(`no button ${name}`);
  await act(() => found.click());
}

function fill(shades: readonly number[], count: number): void {
  const pictures = shades.flatMap((shade) =>
    Array.from({ length: count }, (_, index) => testPicture(shade + index, `${shade} ${index}`)),
  );
  app.intents.adding.addPictures(pictures, PILE_ID);
}

async function trainedWithPile(): Promise<void> {
  app.addClass("dark", 6);
  app.addClass("light", 6);
  fill([58, 118], 4);
  await allEmbedded(app);
  app.intents.training.changeEpochs(20);
  await act(() => app.intents.training.train());
}

async function supposing(): Promise<void> {
  await click(unlabelledText.suppose);
  await vi.waitFor(() => expect(place.querySelector(".pile-threshold")).toBeTruthy());
  const slider = place.querySelector<HTMLInputElement>(".pile-threshold input");
  await act(async () => {
    if (slider) slider.value = "50";
    slider?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await vi.waitFor(() => expect(place.querySelectorAll(".pile-class")).toHaveLength(2));
}

test("a first visitor may begin with unsorted pictures, which are no class", async () => {
  await show();
  expect(place.textContent).toContain(text.collect.emptyTitle);
  expect(pile()?.textContent).toContain(unlabelledText.invitation);
  await act(() => fill([20], 3));
  await act(() => allEmbedded(app));
  expect(place.textContent).not.toContain(text.collect.emptyTitle);
  expect(pile()?.getAttribute("aria-label")).toBe(unlabelledText.card(3));
  expect(place.querySelectorAll(".class-list > li")).toHaveLength(0);
  expect(place.textContent).toContain(text.problems.trainingBlock({ because: "noClasses" }));
});

test("groups are named, left out of, and made classes; what is empty is said", async () => {
  await show();
  await act(() => fill([20, 140], 4));
  await act(() => allEmbedded(app));
  await click(unlabelledText.group);
  await vi.waitFor(() => expect(place.querySelectorAll(".pile-group")).toHaveLength(2));
  expect(pile()?.textContent).toContain(unlabelledText.groupsFound(2, 0.5));

  const [first] = place.querySelectorAll<HTMLElement>(".pile-group");
  if (!first) throw new Error("no group");
  const picture = first.querySelector<HTMLButtonElement>(".pile-picture");
  expect(picture?.getAttribute("aria-pressed")).toBe("true");
  await act(() => picture?.click());
  await vi.waitFor(() => expect(first.textContent).toContain(unlabelledText.chosen(3, 4)));
  const name = first.querySelector("input");
  await act(() => {
    if (name) name.value = "night";
    name?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await vi.waitFor(() => expect(button(unlabelledText.makeClassOf("night"))).toBeDefined());
  await click(unlabelledText.makeClassOf("night"));
  expect(state().classes.map((item) => item.name)).toEqual(["night"]);
  expect(place.querySelectorAll(".pile-group")).toHaveLength(2);
  await click(unlabelledText.makeAll(2));
  // The one that was left out stays so.
  expect(state().classes.map((item) => item.name)).toEqual(["night", "Group 2"]);
  await act(() => app.intents.pictures.moveTo([1], 1));
  expect(pile()?.textContent).toContain(unlabelledText.groupsGone);
  expect(pile()?.textContent).toContain(unlabelledText.invitation);
});

test("the arrow keys walk through the pictures of a group, of which one can be reached by tab", async () => {
  await show();
  await act(() => fill([20], 4));
  await act(() => allEmbedded(app));
  await click(unlabelledText.group);
  await vi.waitFor(() => expect(place.querySelectorAll(".pile-picture")).toHaveLength(4));
  const stops = () =>
    [...place.querySelectorAll<HTMLElement>(".pile-picture")].map((element) => element.tabIndex);
  expect(stops()).toEqual([0, -1, -1, -1]);
  const press = (key: string) =>
    act(() => {
      place
        .querySelector(".pile-pictures")
        ?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    });
  await press("ArrowRight");
  await press("ArrowRight");
  expect(stops()).toEqual([-1, -1, 0, -1]);
  await press("End");
  expect(stops()).toEqual([-1, -1, -1, 0]);
  await press("Home");
  expect(stops()).toEqual([0, -1, -1, -1]);
});

test("without a trained head nothing is supposed, and it says what to do", async () => {
  await show();
  await act(() => fill([20], 3));
  await click(unlabelledText.suppose);
  await vi.waitFor(() => expect(pile()?.textContent).toContain(unlabelledText.needsHead));
});

test("supposed pictures are rejected, given another class, and accepted", async () => {
  await show();
  await trainedWithPile();
  await supposing();
  const numOf = (index: number) =>
    place.querySelectorAll(".pile-class")[index]?.querySelectorAll(".pile-picture").length;
  const remove = place.querySelector<HTMLButtonElement>(".pile-class .pile-remove");
  await act(() => remove?.click());
  await vi.waitFor(() => expect(numOf(0)).toBe(3));
  expect(pile()?.textContent).toContain(unlabelledText.rejected(1));
  await click(unlabelledText.bringBack);
  await vi.waitFor(() => expect(numOf(0)).toBe(4));

  const picture = place.querySelector<HTMLButtonElement>(".pile-class .pile-picture");
  await act(() => picture?.click());
  expect(picture?.getAttribute("aria-pressed")).toBe("true");
  expect(state().trying.source.from).toBe("picture");
  const [dark] = place.querySelectorAll(".pile-class");
  await click(unlabelledText.otherClass, dark);
  await act(() => dark?.querySelector<HTMLButtonElement>(".menu-item")?.click());
  expect(app.store.select.examplesByClass.value.get(2)).toHaveLength(7);

  await click(unlabelledText.acceptAllOf(3, "dark"));
  expect(app.store.select.examplesByClass.value.get(1)).toHaveLength(9);
  expect(place.textContent).toContain(text.undo.said({ did: "labelledPictures", count: 3 }));
});

test("two heads are compared, in a table and in words, and the one that is kept says what teaches it", async () => {
  await show();
  await trainedWithPile();
  await supposing();
  await click(unlabelledText.compare);
  await vi.waitFor(() => expect(place.querySelectorAll(".pile-result tbody tr")).toHaveLength(2), 5000);
  const { comparison } = state().unlabelled;
  if (comparison.at !== "compared") throw new Error(comparison.at);
  const { numBetter, numWorse, numChecked, without } = comparison.result;
  expect(place.querySelector(".pile-result")?.textContent).toContain(
    unlabelledText.difference(numBetter, numWorse),
  );
  expect(place.querySelector(".pile-result tbody tr td")?.textContent).toBe(
    unlabelledText.right(without.numRight, numChecked),
  );
  await click(unlabelledText.keepWith);
  await vi.waitFor(() => expect(place.querySelector(".pile-teaching")).toBeTruthy(), 5000);
  expect(pile()?.textContent).toContain(unlabelledText.teaching(8, 0.3));
  // Wherever pictures are counted: beside the classes, and beside the accuracy.
  const notes = () =>
    [...place.querySelectorAll("p")].filter(
      (element) => element.textContent === unlabelledText.teachingNote(8),
    );
  await vi.waitFor(() => expect(notes()).toHaveLength(2));
  await click(unlabelledText.stopTeachingOf(8));
  await vi.waitFor(() => expect(notes()).toHaveLength(0));
});

test("why there is nothing to compare is said", async () => {
  await show();
  await act(() => app.intents.training.changeSettings({ validationFraction: 0 }));
  await trainedWithPile();
  await supposing();
  expect(button(unlabelledText.compare)?.getAttribute("aria-disabled")).toBe("true");
  expect(pile()?.textContent).toContain(unlabelledText.blocked.noCheck);
});

test("what the comparison says fits what came out of it", () => {
  const { difference, chance } = unlabelledText;
  app = { stop: () => {} } as TestApp;
  expect(difference(0, 0)).toMatch(/^No difference/);
  expect(difference(2, 2)).toMatch(/as many wrong/);
  expect(difference(3, 1)).toMatch(/2 check pictures more/);
  expect(difference(0, 1)).toMatch(/got worse.*1 check picture more/);
  expect(chance(4, 0.6, false)).toMatch(/chance does easily/);
  expect(chance(7, 2 / 128, true)).toMatch(/1 time in 64/);
  expect(chance(0, 1, false)).toBe("");
});
