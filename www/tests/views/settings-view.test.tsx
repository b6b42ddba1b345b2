/** How it learns, in the gallery's states: settings with their defaults, the rate's curve, and which epoch is kept. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { settingsScenes } from "../../src/gallery/scenes-settings";
import { createStore } from "../../src/state/store";
import { settingsText } from "../../src/text/settings";
import { App } from "../../src/views/app";
import { allEmbedded, testApp } from "../state/test-app";
import { calls, forgetCalls, rememberingIntents } from "./remembering-intents";

let place: HTMLElement | undefined;

async function draw(app: Parameters<typeof App>[0]["app"]): Promise<HTMLElement> {
  const shown = document.createElement("div");
  place = shown;
  document.body.append(shown);
  vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener() {}, removeEventListener() {} }));
  await act(() => render(<App app={app} />, shown));
  return shown;
}

async function show(sceneName: string): Promise<HTMLElement> {
  const scene = settingsScenes.find(({ name }) => name === sceneName);
  if (!scene) throw new Error(sceneName);
  const state = scene.state();
  const shown = await draw({ select: createStore(state).select, intents: rememberingIntents() });
  // Their code is fetched when they are about to be seen.
  const wanted = state.isAdvancedOpen ? ".settings" : ".kept-epoch";
  await vi.waitFor(() => expect(shown.querySelector(wanted)).not.toBeNull(), { timeout: 20_000 });
  return shown;
}

afterEach(() => {
  if (place) render(null, place);
  place?.remove();
  forgetCalls();
  vi.unstubAllGlobals();
});

const links = (shown: HTMLElement) =>
  [...shown.querySelectorAll<HTMLElement>(".settings .link-button")].map(({ textContent }) => textContent);

function control(shown: HTMLElement, name: string): HTMLInputElement & HTMLSelectElement {
  const label = [...shown.querySelectorAll("label")].find(({ textContent }) => textContent === name);
  const found = shown.querySelector(`[id="${label?.htmlFor}"]`);
  if (!found) throw new Error(name);
  return found as HTMLInputElement & HTMLSelectElement;
}

test.each(settingsScenes.map(({ name }) => name))(
  "%s: nothing is no number, every control has a name",
  async (name) => {
    const shown = await show(name);
    expect(shown.textContent).not.toMatch(/NaN|undefined/);
    for (const element of shown.querySelectorAll<HTMLInputElement>(".settings :is(input, select)")) {
      expect(shown.querySelector(`label[for="${element.id}"]`)?.textContent).toBeTruthy();
      const help = element.getAttribute("aria-describedby") ?? "";
      expect(shown.querySelector(`[id="${help}"]`)?.textContent).toMatch(/\.$/);
    }
  },
);

test("what is as it was has no way back, and what was changed says what it would go back to", async () => {
  expect(links(await show("settings"))).toEqual([]);
  if (place) render(null, place);
  const shown = await show("settings-changed");
  expect(links(shown)).toEqual(
    ["50", "8", "SGD with momentum", "0.01", "Constant", "0", "0.001", "16", "0", "none", "0.2", "1"].map(
      settingsText.backTo,
    ),
  );
  const back = (index: number) =>
    act(() => shown.querySelectorAll<HTMLElement>(".settings .link-button")[index]?.click());
  await back(4);
  expect(calls("training.changeRates")).toEqual([[{ shape: "constant" }]]);
  expect(document.activeElement, "the focus stays with the setting").toBe(
    control(shown, settingsText.schedule.name),
  );
  await back(1);
  expect(calls("training.changeStopping")).toEqual([[{ patience: undefined }]]);
  await back(9);
  expect(calls("training.changeSettings")).toEqual([[{ hiddenUnits: undefined }]]);
});

test("the side of the pictures is among the settings, with the way back to the one it was trained on", async () => {
  const shown = await show("settings-smaller");
  const side = control(shown, settingsText.pictureSide.name);
  expect(side.value).toBe("96");
  expect([...side.options].map(({ value }) => value)).toEqual(["288", "224", "160", "128", "96", "64", "32"]);
  expect(links(shown)).toEqual([settingsText.backTo("224 × 224")]);
});

test("the curve says in words how the rate goes, and where training is", async () => {
  const words = (shown: HTMLElement) => shown.querySelector(".rate-curve figcaption")?.textContent;
  const shown = await show("settings-under-way");
  expect(words(shown)).toMatch(
    /The rate rises to 0.001 in 5 epochs, then falls in a gentle curve to nothing\. .* Now 0\.0008\d*, in epoch 18\./,
  );
  expect(shown.querySelector(".rate-now")).not.toBeNull();
  expect(shown.querySelector(".rate-plot")?.textContent).toContain("epoch 1epoch 50");
  if (place) render(null, place);
  const steps = await show("settings-steps");
  expect(words(steps)).toContain("falls to a tenth halfway");
  expect(steps.querySelector(".rate-now")).toBeNull();
});

test("with nothing held back, stopping is off and says why", async () => {
  const shown = await show("settings-nothing-held-back");
  const stop = control(shown, settingsText.stopEarly.name);
  expect(stop.checked).toBe(false);
  expect(stop.getAttribute("aria-disabled")).toBe("true");
  expect(shown.textContent).toContain(settingsText.stopEarlyMissing.turnedOff);
  await act(() => stop.click());
  expect(stop.checked).toBe(false);
  expect(calls("training.changeStopping")).toEqual([]);
  if (place) render(null, place);
  const other = await show("settings");
  await act(() => control(other, settingsText.stopEarly.name).click());
  expect(calls("training.changeStopping")).toEqual([[{ isOn: true }]]);
});

test("a run that stopped early says so, and its epoch is marked in the curves", async () => {
  const shown = await show("stopped-early");
  expect(shown.querySelector(".kept-epoch")?.textContent).toBe(
    "Stopped after epoch 31: the check got no better for 8 epochs. Kept epoch 23.",
  );
  const marks = [...shown.querySelectorAll(".chart-step-mark text")].map(({ textContent }) => textContent);
  expect(marks).toEqual([settingsText.markKept, settingsText.markKept]);
});

test("a better epoch is offered with both losses, marked, and one press away", async () => {
  const shown = await show("better-epoch");
  const offer = shown.querySelector(".kept-epoch");
  expect(offer?.textContent).toMatch(
    /epoch 2\d did better: its loss was 0\.\d\d, and after epoch 50 it is 0\.\d\d/,
  );
  expect(shown.querySelectorAll(".chart-step-mark")).toHaveLength(2);
  await act(() => offer?.querySelector("button")?.click());
  const [[epoch] = []] = calls("training.goBackToEpoch");
  expect(offer?.textContent).toContain(settingsText.useEpoch(Number(epoch)));
});

test("numbers outside of their range become the nearest one inside", async () => {
  const app = await testApp();
  app.addClass("cups", 4);
  app.addClass("pens", 4);
  await allEmbedded(app);
  app.intents.page.openAdvanced(true);
  const shown = await draw({ select: app.store.select, intents: app.intents });
  await vi.waitFor(() => expect(shown.querySelector(".settings")).not.toBeNull());
  const type = async (name: string, value: string) => {
    const field = control(shown, name);
    field.value = value;
    await act(() => void field.dispatchEvent(new Event("input", { bubbles: true })));
    await act(() => void field.dispatchEvent(new Event("blur")));
  };
  await type(settingsText.labelSmoothing.name, "3");
  await type(settingsText.warmUp.name, "2.6");
  await type(settingsText.batchSize.name, "many");
  await type(settingsText.weightDecay.name, "-1");
  const { settings, rates } = app.store.state.value.plan;
  expect(settings).toMatchObject({ labelSmoothing: 0.5, batchSize: 16, weightDecay: 0 });
  expect(rates.warmUpEpochs).toBe(3);
  app.stop();
});
