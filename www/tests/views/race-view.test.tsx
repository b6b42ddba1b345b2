/** The race in the gallery's states: what each says, and what can be done with it. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { raceScenes } from "../../src/gallery/scenes-race";
import { raceText } from "../../src/text/race";
import { RacePanel } from "../../src/views/race/race-panel";
import { calls } from "./remembering-intents";
import { showScene } from "./show-scene";

const show = async (sceneName: string) => (await showScene(raceScenes, sceneName, () => <RacePanel />)).shown;

const buttonOf = (shown: HTMLElement, label: string) =>
  [...shown.querySelectorAll<HTMLElement>("button")].find((one) => one.textContent === label);

test.each(raceScenes.map(({ name }) => name))("%s: nothing in it is no number", async (name) => {
  const shown = await show(name);
  expect(shown.textContent).toContain(raceText.lead);
  expect(shown.textContent).not.toMatch(/NaN|undefined|Infinity/);
  expect(shown.innerHTML).not.toMatch(/NaN|Infinity/);
});

function boxesOf(shown: HTMLElement, legend: string): HTMLInputElement[] {
  const fields = [...shown.querySelectorAll("fieldset")].find(
    (one) => one.querySelector("legend")?.textContent === legend,
  );
  return [...(fields?.querySelectorAll<HTMLInputElement>('input[type="checkbox"]') ?? [])];
}

test("who takes part and how often is chosen before, with what it will take", async () => {
  const shown = await show("race-entries");
  const boxes = boxesOf(shown, raceText.who);
  expect(boxes.map(({ checked }) => checked)).toEqual([true, true, true, false, false]);
  await act(() => boxes[3]?.click());
  expect(calls("race.takePart")).toEqual([["everything", true]]);
  expect(shown.textContent).toMatch(/about \d+ (s|min) each time/);
  await act(() => buttonOf(shown, raceText.start)?.click());
  expect(calls("race.start")).toHaveLength(1);
});

test("one alone is no race", async () => {
  const shown = await show("race-needs-two");
  expect(shown.textContent).toContain(raceText.needsTwo);
  await act(() => buttonOf(shown, raceText.start)?.click());
  expect(calls("race.start")).toEqual([]);
});

test("a race that goes on can be stopped, and shows what is there already", async () => {
  const shown = await show("race-running");
  expect(shown.querySelector(".progress-line")?.textContent).toContain(
    raceText.running("Last 8 blocks", 2, 5),
  );
  expect(shown.querySelectorAll(".race-results tbody tr")).toHaveLength(5);
  await act(() => buttonOf(shown, raceText.stop)?.click());
  expect(calls("race.stop")).toHaveLength(1);
});

test("a clear winner is named with its lead, and can be taken up", async () => {
  const shown = await show("race-clear");
  const choice = shown.querySelector(".race-choice")?.textContent ?? "";
  expect(choice).toMatch(/^What to chooseLast 8 blocks: .* ahead of everything, more than chance would give/);
  expect(choice).toContain("that is transfer learning");
  await act(() => buttonOf(shown, raceText.adopt("Last 8 blocks"))?.click());
  expect(calls("race.adopt")).toEqual([["efficientnet-lite0/page/tail"]]);
});

test.each([
  ["race-unclear", "Head only: "],
  ["race-quicker", "Head only: Last 8 blocks is 0.4 points ahead"],
])("%s names the quicker one", async (name, words) => {
  const shown = await show(name);
  expect(shown.querySelector(".race-choice b")?.textContent).toContain(words);
});

test("after one division nobody is named, and after an error it can begin again", async () => {
  const stopped = await show("race-stopped");
  expect(stopped.textContent).toContain(raceText.tooFew);
  render(null, stopped);
  const failed = await show("race-failed");
  expect(failed.querySelector('[role="alert"]')?.textContent).toContain(raceText.failed);
  await act(() => buttonOf(failed, raceText.start)?.click());
  expect(calls("race.start")).toHaveLength(1);
});
