/** A race between networks, and the gain of transfer, in the gallery's states. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { describe, expect, test } from "vitest";
import type { Scene } from "../../src/gallery/scene";
import { networkScenes } from "../../src/gallery/scenes-network";
import { raceNetworkScenes } from "../../src/gallery/scenes-race-networks";
import type { Store } from "../../src/state/store";
import { raceText } from "../../src/text/race";
import { transferText } from "../../src/text/transfer";
import { RecipeCard } from "../../src/views/network/recipe-card";
import { RacePanel } from "../../src/views/race/race-panel";
import { calls } from "./remembering-intents";
import { showScene } from "./show-scene";

const SCENES: readonly Scene[] = [...raceNetworkScenes, ...networkScenes];
const RESNET18 = { network: "resnet18", from: "page" } as const;
const UNTRAINED = { network: "resnet18", from: "drawn", seed: 1 } as const;
const LITE0 = { network: "efficientnet-lite0", from: "page" } as const;

let store: Store;

async function show(sceneName: string, view = <RacePanel />): Promise<HTMLElement> {
  const scene = await showScene(SCENES, sceneName, () => view);
  store = scene.store;
  return scene.shown;
}

const buttonOf = (shown: HTMLElement, label: string) =>
  [...shown.querySelectorAll<HTMLElement>("button")].find((one) => one.textContent === label);

const boxes = (shown: HTMLElement, legend: string) => {
  const fields = [...shown.querySelectorAll("fieldset")].find(
    (one) => one.querySelector("legend")?.textContent === legend,
  );
  return [...(fields?.querySelectorAll<HTMLInputElement>("input") ?? [])];
};

test.each(raceNetworkScenes.map(({ name }) => name))("%s: nothing in it is no number", async (name) => {
  const shown = await show(name);
  expect(shown.textContent).toContain(raceText.lead);
  expect(shown.textContent).not.toMatch(/NaN|undefined|Infinity/);
  expect(shown.innerHTML).not.toMatch(/NaN|Infinity/);
  for (const button of shown.querySelectorAll("button, input")) {
    expect(
      (button.closest("label") ?? button).textContent || button.getAttribute("aria-label") || button.id,
    ).toBeTruthy();
  }
});

describe("networks", () => {
  test("are chosen above who takes part, each with what it takes to have it", async () => {
    const shown = await show("race-networks-entries");
    const all = boxes(shown, raceText.networks);
    expect(all.map((box) => box.closest("label")?.querySelector("b")?.textContent)).toEqual([
      "EfficientNet-Lite0",
      "ResNet-18 from your file",
      "Untrained EfficientNet-Lite0",
      "Untrained ResNet-18",
    ]);
    expect(all.map(({ checked }) => checked)).toEqual([true, true, false, false]);
    // Cuts differ from network to network.
    expect(shown.textContent).toContain(raceText.anyTail);
    expect(shown.textContent).not.toContain("Last 8 blocks");
    await act(() => all[3]?.click());
    expect(calls("race.chooseNetworks")).toEqual([
      [new Set(["efficientnet-lite0/page", "resnet18/file", "resnet18/drawn"])],
    ]);
    await act(() => all[0]?.click());
    expect(calls("race.chooseNetworks")[1]).toEqual([new Set(["resnet18/file"])]);
  });

  test("are needed for a race", async () => {
    const shown = await show("race-networks-none");
    expect(shown.textContent).toContain(raceText.needsNetwork);
    await act(() => buttonOf(shown, raceText.start)?.click());
    expect(calls("race.start")).toEqual([]);
  });

  test("that are fetched or look at the pictures are named, and can be stopped", async () => {
    const fetching = await show("race-networks-fetching");
    expect(fetching.querySelector(".progress-line")?.textContent).toContain(
      raceText.fetching(RESNET18, 3_100_000, 8_412_000),
    );
    render(null, fetching);
    const looking = await show("race-networks-looking");
    expect(looking.querySelector(".progress-line")?.textContent).toContain(
      raceText.looking(RESNET18, 24, 72),
    );
    // What the first one did is there already.
    expect(looking.querySelectorAll(".interval-plot")).toHaveLength(3);
    await act(() => buttonOf(looking, raceText.stop)?.click());
    expect(calls("race.stop")).toHaveLength(1);
    render(null, looking);
    const running = await show("race-networks-running");
    expect(running.querySelector(".progress-line")?.textContent).toContain(
      "Last 2 blocks with ResNet-18, 3 of 5",
    );
  });

  test("have a part of the table and a chart each, with what looking took and what they weigh", async () => {
    const shown = await show("race-networks-other-wins");
    const groups = [...shown.querySelectorAll(".race-network")].map((row) => row.textContent?.trim());
    expect(groups).toEqual([`EfficientNet-Lite0 ${raceText.inUse}`, "ResNet-18"]);
    const parts = [...shown.querySelectorAll(".race-results tbody")].map((part) => part.textContent ?? "");
    expect(parts[0]).toContain(raceText.lookingTime(4400));
    expect(parts[1]).toContain(raceText.lookingTime(9800));
    expect(parts[0]).not.toContain("for its network");
    expect(parts[1]).toContain("and 8.4 MB for its network");
    const charts = [...shown.querySelectorAll(".line-chart")].map((chart) =>
      chart.getAttribute("aria-label"),
    );
    expect(charts).toEqual([LITE0, RESNET18].map((choice) => raceText.curvesOf(choice)));
  });

  test("that are recommended are named, and one button changes to them", async () => {
    const shown = await show("race-networks-other-wins");
    const choice = shown.querySelector(".race-choice");
    expect(choice?.querySelector("b")?.textContent).toMatch(
      /^Head only with ResNet-18: Last 2 blocks with ResNet-18 is/,
    );
    expect(choice?.textContent).toContain(raceText.otherNetwork(RESNET18));
    await act(() => buttonOf(shown, raceText.adoptWith("Head only", RESNET18))?.click());
    expect(calls("race.adopt")).toEqual([["resnet18/page/head"]]);
    render(null, shown);
    const coming = await show("race-networks-coming");
    expect(coming.querySelector(".race-choice [role=status]")?.textContent).toBe(raceText.coming(RESNET18));
    await act(() => buttonOf(coming, raceText.adoptWith("Head only", RESNET18))?.click());
    expect(calls("race.adopt")).toHaveLength(1);
  });

  test("that know nothing lose to the one that looks now, which needs no other network", async () => {
    const shown = await show("race-networks-untrained");
    expect(shown.querySelector(".race-choice b")?.textContent).toMatch(
      /^Last 8 blocks with EfficientNet-Lite0: /,
    );
    expect(buttonOf(shown, raceText.adopt("Last 8 blocks"))).toBeDefined();
    expect(shown.textContent).toContain(raceText.ownWeights(0, UNTRAINED));
  });

  test("that could not be had are said to be missing, and what others did stays", async () => {
    const shown = await show("race-networks-absent");
    expect(shown.querySelector("[role=alert]")?.textContent).toBe(
      raceText.networkFailed(RESNET18, "fetching", undefined),
    );
    expect(shown.querySelectorAll(".interval-plot")).toHaveLength(3);
    expect(shown.querySelectorAll(".race-results tbody")[1]?.textContent).toContain(raceText.absent);
    expect(shown.querySelector(".race-choice b")?.textContent).toContain("EfficientNet-Lite0");
    render(null, shown);
    const stopped = await show("race-networks-stopped-on-the-way");
    expect(stopped.querySelector("[role=alert]")?.textContent).toContain("ResNet-18 stopped on the way");
    expect(stopped.querySelectorAll(".interval-plot")).toHaveLength(6);
  });
});

describe("the gain of transfer", () => {
  test("is drawn, said, and listed for those who do not see it", async () => {
    const shown = await show("race-transfer");
    const gains = shown.querySelector(".transfer-gains");
    expect(gains?.querySelector("b")?.textContent).toMatch(
      /^What EfficientNet-Lite0 had learned before is worth \d+ points \(± \d+\) here: pretrained it gets \d+ of 100 right, from scratch \d+ of 100\.$/,
    );
    const figure = gains?.querySelector("figure");
    expect(figure?.getAttribute("aria-label")).toMatch(
      /^Two curves over 10 epochs: .* \d+ points \(± \d+\) lie between them\.$/,
    );
    expect(figure?.querySelector(".transfer-gap")?.textContent).toMatch(/^\+\d+ ± \d+$/);
    const rows = [...(figure?.querySelectorAll("tbody tr") ?? [])];
    expect(rows).toHaveLength(10);
    expect(rows.at(-1)?.textContent).toMatch(/^1086 %41 %\+45 points$/);
    expect(figure?.querySelector(".transfer-band")?.getAttribute("d")).toMatch(/^M.*Z$/);
    // The very same curves once more would say nothing.
    expect(shown.querySelector(`[aria-label="${raceText.curves}"]`)).toBeNull();
  });

  test("is one plot a network, and tells when the head had learned before", async () => {
    const two = await show("race-transfer-two");
    expect(two.querySelectorAll(".transfer-plot")).toHaveLength(2);
    expect([...two.querySelectorAll(".transfer-gain h5")].map((title) => title.textContent)).toEqual([
      "EfficientNet-Lite0",
      "ResNet-18",
    ]);
    render(null, two);
    const usual = await show("race-transfer-usual");
    expect(usual.querySelectorAll(".transfer-plot tbody tr")).toHaveLength(15);
    expect(usual.querySelector(".transfer-gain")?.textContent).toContain(transferText.help(5, 50));
  });

  test("is said to be none where chance could give it", async () => {
    const shown = await show("race-transfer-none");
    expect(shown.querySelector(".transfer-gain b")?.textContent).toMatch(
      /makes no difference here that chance/,
    );
  });

  test("is measured with one click, in the race and beside the recipe", async () => {
    const shown = await show("race-transfer");
    expect(shown.textContent).toContain(transferText.lead(10, 32));
    await act(() => buttonOf(shown, transferText.measure)?.click());
    expect(calls("race.measureTransfer")).toEqual([["efficientnet-lite0/page"]]);
    render(null, shown);
    const card = await show("network-recipe", <RecipeCard />);
    // ResNet-18 is untrained here: nothing was learned before that could be worth something.
    expect(
      [...card.querySelectorAll(".transfer-buttons button")].map((button) => button.textContent),
    ).toEqual([transferText.measureWith("EfficientNet-Lite0")]);
    await act(() => buttonOf(card, transferText.measureWith("EfficientNet-Lite0"))?.click());
    expect(calls("race.measureTransfer")).toHaveLength(2);
    expect(calls("page.goTo")).toEqual([["train"]]);
    render(null, card);
    const unset = await show("network-choice", <RecipeCard />);
    expect(unset.querySelector(".transfer-start")).toBeNull();
  });

  test("is not begun twice", async () => {
    const shown = await show("race-transfer-running");
    expect(shown.querySelector(".transfer-start")).toBeNull();
    expect(shown.querySelector(".transfer-gain")?.textContent).toContain(transferText.oneDivision);
    const { race } = store.state.value;
    const recipe = await show("network-recipe", <RecipeCard />);
    await act(() => {
      store.dispatch({ type: "race", action: { type: "begun" } });
      if (race.course) store.dispatch({ type: "race", action: { type: "drawn", course: race.course } });
    });
    expect(recipe.querySelector(".transfer-start")?.textContent).toContain(transferText.going);
    await act(() => buttonOf(recipe, transferText.measureWith("EfficientNet-Lite0"))?.click());
    expect(calls("race.measureTransfer")).toEqual([]);
  });
});

test("a keyboard that began a race finds itself at what stops it, and at its name when it is over", async () => {
  const shown = await show("race-networks-entries");
  buttonOf(shown, raceText.start)?.focus();
  await act(() => store.dispatch({ type: "race", action: { type: "begun" } }));
  expect(document.activeElement?.textContent).toBe(raceText.stop);
  await act(() =>
    store.dispatch({ type: "race", action: { type: "ended", phase: { at: "over", isWhole: true } } }),
  );
  expect(document.activeElement?.tagName).toBe("SUMMARY");
  expect(shown.querySelector(".race > [role=status]")?.textContent).toBe(raceText.overLive);
});
