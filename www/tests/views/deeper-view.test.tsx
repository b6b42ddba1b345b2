/** Choosing how deep it learns, in the gallery's states: what each says, and what can be done with it. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import type { NetworkChoice } from "../../src/engine/network-choice";
import { defaultAugmentation, defaultTuningSettings } from "../../src/engine/protocol";
import type { Scene } from "../../src/gallery/scene";
import { deeperScenes } from "../../src/gallery/scenes-deeper";
import { cutValue, namedCuts } from "../../src/state/deeper/depth";
import { depthsOf, HEAD_ONLY } from "../../src/state/deeper/depths";
import { initialNetwork } from "../../src/state/network/network-state";
import { reduce } from "../../src/state/reduce";
import { text } from "../../src/text";
import { deeperText } from "../../src/text/deeper";
import { settingsText } from "../../src/text/settings";
import { App } from "../../src/views/app";
import { DeeperPanel } from "../../src/views/deeper/deeper-panel";
import { InsidePanel } from "../../src/views/inside/inside-panel";
import { LearningPanel } from "../../src/views/learning/learning-panel";
import { StatusLine } from "../../src/views/status-line";
import { NetworkStrip } from "../../src/views/train/network-strip";
import { TrainControls } from "../../src/views/train/train-controls";
import { calls, rememberingIntents } from "./remembering-intents";
import { showScene } from "./show-scene";

async function show(sceneName: string, choice?: NetworkChoice): Promise<HTMLElement> {
  const scenes = choice ? deeperScenes.map((scene) => withNetwork(scene, choice)) : deeperScenes;
  const { shown } = await showScene(scenes, sceneName, (select) => (
    <>
      <NetworkStrip onMayOpen={() => {}} />
      <TrainControls />
      {select.inside.value.isOpen && <InsidePanel />}
      <LearningPanel />
      <DeeperPanel />
      <StatusLine />
    </>
  ));
  return shown;
}

/** With another one in use, whatever else the scene says. */
function withNetwork(scene: Scene, choice: NetworkChoice): Scene {
  return {
    ...scene,
    state: () => reduce(scene.state(), { type: "network", change: { choice } }),
  };
}

const labelled = (shown: HTMLElement, name: string) =>
  [...shown.querySelectorAll<HTMLElement>(".block-settings label")].find((one) => one.textContent === name);

function controlOf(shown: HTMLElement, name: string): HTMLInputElement | null {
  return shown.querySelector(`[id="${labelled(shown, name)?.getAttribute("for")}"]`);
}

const buttonOf = (shown: HTMLElement, label: string) =>
  [...shown.querySelectorAll<HTMLElement>("button")].find((one) => one.textContent === label);

function input(element: HTMLInputElement | null, value: string): Promise<void> {
  return act(() => {
    if (element) element.value = value;
    element?.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

test.each(deeperScenes.map(({ name }) => name))(
  "%s: everything that can be used has a name, and nothing is no number",
  async (name) => {
    const shown = await show(name);
    for (const element of shown.querySelectorAll("button, input, select, canvas[role]")) {
      const id = element.getAttribute("id");
      const label =
        element.getAttribute("aria-label") ??
        element.closest("label")?.textContent ??
        (id && shown.querySelector(`label[for="${id}"]`)?.textContent) ??
        element.textContent;
      expect(label?.trim(), element.outerHTML.slice(0, 120)).toBeTruthy();
    }
    expect(shown.textContent).not.toMatch(/NaN|undefined|Infinity/);
    expect(shown.innerHTML).not.toMatch(/NaN|Infinity/);
  },
);

const DEPTHS = depthsOf(initialNetwork);

test.each([
  ["deeper-head-only", HEAD_ONLY],
  ["deeper-last-block", 15],
  ["deeper-last-3", 13],
  ["deeper-last-4", 12],
  ["deeper-last-5", 11],
  ["deeper-last-8", 8],
  ["deeper-everything", 0],
] as const)("%s says what learns, what it is good for, and how long it takes", async (name, cut) => {
  const shown = await show(name);
  const facts = shown.querySelector(".depth-facts")?.textContent ?? "";
  expect(facts).toContain(deeperText.goodForCut(cut, DEPTHS));
  expect(facts).toContain(cut === HEAD_ONLY ? deeperText.timeHead : "an epoch");
  const slider = shown.querySelector<HTMLInputElement>(`input[aria-label="${deeperText.slider}"]`);
  expect(slider?.value).toBe(String(Math.min(cut, DEPTHS.numBlocks)));
  expect(slider?.getAttribute("aria-valuetext")).toBe(deeperText.cutValue(cut, DEPTHS));
  const chosen = [...shown.querySelectorAll<HTMLInputElement>(".depth-names input")].filter(
    ({ checked }) => checked,
  );
  const isNamed = namedCuts("efficientnet-lite0").includes(cut);
  expect(chosen.map(({ value }) => value)).toEqual(isNamed ? [cutValue(cut)] : []);
});

test("the cut is chosen by name, and block by block", async () => {
  const shown = await show("deeper-last-3");
  await act(() => shown.querySelector<HTMLElement>('.depth-names input[value="8"]')?.click());
  await input(shown.querySelector(`input[aria-label="${deeperText.slider}"]`), "12");
  expect(calls("deeper.cutAt")).toEqual([[8], [12]]);
});

test("before anything was learned it is recommended to train the head first, with one button", async () => {
  const shown = await show("deeper-head-first");
  expect(shown.textContent).toContain(deeperText.headFirst);
  await act(() => buttonOf(shown, deeperText.trainHeadFirst)?.click());
  expect(calls("deeper.trainHeadFirst")).toHaveLength(1);
});

test("while the head goes first the choice stays on view", async () => {
  const shown = await show("deeper-head-is-first");
  expect(shown.textContent).toContain(deeperText.headIsFirst(13, DEPTHS));
  expect(shown.querySelector(".deeper-chosen")?.textContent).toBe(deeperText.cutName(13, DEPTHS));
  expect(shown.querySelector(".network figcaption")?.textContent).toContain(text.network.deep(13, true));
});

test("what is too large is said before it starts, with what fits", async () => {
  const shown = await show("deeper-too-large");
  const alert = shown.querySelector(".deeper-note[role=alert]");
  expect(alert?.textContent).toContain("more than the 1.0 GB");
  await act(() => alert?.querySelector("button")?.click());
  const [[fitting = -1] = []] = calls("deeper.cutAt") as [number][];
  expect(fitting).toBeGreaterThan(0);
  expect(alert?.textContent).toContain(deeperText.chooseFitting(fitting, DEPTHS));
});

test("what there is no room for is said", async () => {
  const shown = await show("deeper-not-all-kept");
  expect(shown.querySelector(".depth-facts")?.textContent).toMatch(/There is room for .* % of your pictures/);
});

test("the three phases of an epoch are told where progress is", async () => {
  const said = async (name: string) => (await show(name)).querySelector(".train-progress")?.textContent ?? "";
  expect(await said("deeper-preparing")).toContain(text.train.preparing(24, 72));
  expect(await said("deeper-learning")).toContain(
    `${text.train.batchOf(2, 4)}, ${text.train.batchLoss(0.184)}`,
  );
  const again = await said("deeper-looking-again");
  expect(again).toContain(text.train.lookingAgain(48, 72));
  expect(again).toContain("left");
});

test("a measured epoch is called measured", async () => {
  const shown = await show("deeper-measured");
  expect(shown.querySelector(".depth-facts")?.textContent).toMatch(/4\.\d s an epoch, as measured\./);
});

test("variations have their switches and their pictures", async () => {
  const shown = await show("deeper-augmentation");
  expect(shown.querySelectorAll(".variations canvas")).toHaveLength(defaultAugmentation.variations);
  const [scratch, augment, fresh, flip, black] = shown.querySelectorAll<HTMLElement>(
    '.block-settings [role="switch"]',
  );
  await act(() => flip?.click());
  expect(calls("deeper.changeAugmentation")).toEqual([[{ flip: false }]]);
  await act(() => fresh?.click());
  expect(calls("deeper.changeAugmentation").at(-1)).toEqual([{ freshEachEpoch: true }]);
  await act(() => black?.click());
  expect(calls("deeper.changeAugmentation").at(-1)).toEqual([{ blackBeyondEdge: true }]);
  await input(controlOf(shown, deeperText.augmentation.variations.name), "7");
  expect(calls("deeper.changeAugmentation").at(-1)).toEqual([{ variations: 7 }]);
  await act(() => augment?.click());
  expect(calls("deeper.augment")).toEqual([[false]]);
  await act(() => scratch?.click());
  expect(calls("deeper.changeTuning")).toEqual([[{ fromScratch: true }]]);
});

test("how often pictures go past blocks is set with a handle, wherever a network lets them", async () => {
  const nameOf = (shown: HTMLElement) => labelled(shown, deeperText.stochasticDepth.name);
  const shown = await show("deeper-from-scratch");
  const handle = controlOf(shown, deeperText.stochasticDepth.name);
  expect([handle?.min, handle?.max, handle?.step]).toEqual(["0", "0.5", "0.05"]);
  expect(handle?.getAttribute("aria-valuetext")).toBe(deeperText.stochasticDepthValue(0.1));
  await input(handle, "0.3");
  expect(calls("deeper.changeTuning").at(-1)).toEqual([{ stochasticDepth: 0.3 }]);
  const back = settingsText.backTo(deeperText.stochasticDepthValue(defaultTuningSettings.stochasticDepth));
  await act(() =>
    shown
      .querySelector<HTMLElement>(`button[aria-label="${deeperText.stochasticDepth.name}: ${back}"]`)
      ?.click(),
  );
  const { stochasticDepth } = defaultTuningSettings;
  expect(calls("deeper.changeTuning").at(-1)).toEqual([{ stochasticDepth }]);
  for (const choice of [
    { network: "efficientnet-lite0", from: "drawn", seed: 1 },
    { network: "efficientnet-lite0", from: "file", file: undefined },
  ] as const) {
    expect(nameOf(await show("deeper-last-3", choice)), choice.from).toBeDefined();
  }
  const other = await show("deeper-last-3", { network: "resnet18", from: "page" });
  expect(labelled(other, deeperText.rateDecay.name)).toBeDefined();
  expect(nameOf(other)).toBeUndefined();
});

test("whoever begins from scratch is told what becomes of what was learned", async () => {
  const shown = await show("deeper-from-scratch");
  expect(shown.querySelector(".settings-note")?.textContent).toBe(deeperText.startsOver);
  render(null, shown);
  expect((await show("deeper-augmentation")).querySelector(".settings-note")).toBeNull();
});

test("each run leads back to before it, the newest first", async () => {
  const shown = await show("deeper-diverged");
  const summary = shown.querySelector<HTMLDetailsElement>(".runs");
  await act(() => {
    if (summary) summary.open = true;
    summary?.dispatchEvent(new Event("toggle"));
  });
  const runs = [...shown.querySelectorAll(".runs li")];
  expect(runs.map((run) => run.querySelector("b")?.textContent)).toEqual([
    deeperText.cutName(8, DEPTHS),
    deeperText.cutName(HEAD_ONLY, DEPTHS),
  ]);
  expect(runs[0]?.textContent).toContain(deeperText.runDiverged);
  expect(runs[1]?.textContent).toContain(deeperText.goBack(false));
  await act(() => runs[0]?.querySelector("button")?.click());
  expect(calls("deeper.goBackBefore")).toEqual([[2]]);
});

test("on the map each block can be the first that learns, and says how far it has moved", async () => {
  const shown = await show("deeper-map");
  const choices = [...shown.querySelectorAll<HTMLInputElement>(".map-cut input")];
  expect(choices).toHaveLength(17);
  expect(choices.filter(({ checked }) => checked).map(({ value }) => value)).toEqual(["11"]);
  expect(choices[14]?.getAttribute("aria-label")).toMatch(/^Learn from block 15 on; block 15 moved 0\.\d+$/);
  expect(choices[3]?.getAttribute("aria-label")).toBe("Learn from block 4 on");
  expect(shown.querySelectorAll(".map-cut[data-learns]")).toHaveLength(6);
  await act(() => choices[8]?.click());
  expect(calls("deeper.cutAt")).toEqual([[8]]);
});

test("a block and a layer say whether they learn, and can begin it", async () => {
  const block = await show("deeper-block");
  expect(block.querySelectorAll(".moved-mark[data-learns]")).toHaveLength(3);
  await act(() => buttonOf(block, deeperText.learnFrom(14))?.click());
  expect(calls("deeper.cutAt")).toEqual([[14]]);
  const layer = await show("deeper-layer");
  expect(layer.querySelector(".layer-depth")?.textContent).toMatch(/^This layer learns .* away from where/);
});

test("the grid of layers follows the timeline, and is walked with keys", async () => {
  const shown = await show("deeper-learned");
  const keys = () => shown.querySelector<HTMLInputElement>(`input[aria-label="${deeperText.chartKeys}"]`);
  expect(keys()?.max).toBe("15");
  expect(keys()?.getAttribute("aria-valuetext")).toMatch(/^Block 12, expand, epoch 20: 0\.\d+$/);
  await input(keys(), "0");
  expect(keys()?.getAttribute("aria-valuetext")).toMatch(/^Last convolution, epoch 20: 0\.\d+$/);
  await act(() => {
    keys()?.dispatchEvent(
      new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true, cancelable: true }),
    );
  });
  expect(keys()?.getAttribute("aria-valuetext")).toMatch(/epoch 19: /);
  const back = await show("deeper-learned-back");
  const earlier = back.querySelector(`input[aria-label="${deeperText.chartKeys}"]`);
  expect(earlier?.getAttribute("aria-valuetext")).toMatch(/epoch 15: /);
});

test("pictures are not arranged by a likeness that is gone, and features are told as they are", async () => {
  const shown = await show("deeper-likeness");
  expect(shown.textContent).toContain(deeperText.likenessDeep);
  expect(shown.querySelector(".neighbour-state")).toBeNull();
});

test("where the device is shown it is said that what learned runs on the CPU", async () => {
  const shown = await show("deeper-gpu");
  expect(shown.querySelector(".status-details")?.textContent).toContain(text.status.device("cpu"));
  expect(shown.querySelector(".status-details")?.textContent).toContain(
    text.problems.deviceReason({ because: "blocksLearned" }),
  );
});

test("where blocks learn is said with what was measured, at the device and where the costs are", async () => {
  const before = await show("deeper-gpu");
  expect(before.querySelector(".depth-facts")?.textContent).toContain(deeperText.onFaster);
  const shown = await show("deeper-gpu-faster");
  const why = { because: "measured", cpuMillis: 640, gpuMillis: 85 } as const;
  const said = deeperText.tuningDevice({ device: "gpu", why });
  expect(shown.querySelector(".depth-facts")?.textContent).toContain(said);
  const device = shown.querySelector(".status-details");
  expect(device?.querySelector("summary")?.textContent).toBe(text.status.device("gpu"));
  await vi.waitFor(() => expect(device?.textContent).toContain(said));
  const onCpu = await show("deeper-measured");
  expect(onCpu.querySelector(".depth-facts")?.textContent).toContain(deeperText.onCpu);
});

test("on the whole page the panel is there as soon as there is a class", async () => {
  const { shown } = await showScene(deeperScenes, "deeper-closed", (select) => (
    <App app={{ select, intents: rememberingIntents() }} />
  ));
  await vi.waitFor(() =>
    expect(shown.querySelector(".deeper summary")?.textContent).toContain(deeperText.heading),
  );
});

test("what is recommended is one button, and says so once it is set", async () => {
  const shown = await show("deeper-last-3");
  const lead = deeperText.recommendedLead(DEPTHS);
  expect(lead).toContain("60 epochs");
  expect(shown.textContent).toContain(lead);
  const button = buttonOf(shown, deeperText.takeRecommended);
  await act(() => button?.click());
  expect(calls("deeper.takeRecommended")).toEqual([[]]);
  const set = await show("deeper-recommended");
  expect(buttonOf(set, deeperText.takeRecommended)).toBeUndefined();
  expect(set.textContent).toContain(deeperText.recommendedIsSet);
});
