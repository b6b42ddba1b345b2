/** The choice of the network, and ResNet-18 opened: every part has a name and every number is one. */
// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { describe, expect, test } from "vitest";
import { networkScenes } from "../../src/gallery/scenes-network";
import { valueParts } from "../../src/state/explain/value-parts";
import { text } from "../../src/text";
import { deeperText } from "../../src/text/deeper";
import { explainText } from "../../src/text/explain";
import { insideText } from "../../src/text/inside";
import { networkText } from "../../src/text/network";
import { DeeperPanel } from "../../src/views/deeper/deeper-panel";
import { ValueView } from "../../src/views/explain/value-view";
import { InsidePanel } from "../../src/views/inside/inside-panel";
import { NetworkPanel } from "../../src/views/network/network-panel";
import { NeuronView } from "../../src/views/neuron/neuron-view";
import { StatusLine } from "../../src/views/status-line";
import { NetworkStrip } from "../../src/views/train/network-strip";
import { calls } from "./remembering-intents";
import { showScene } from "./show-scene";

function stateOf(name: string) {
  const scene = networkScenes.find((one) => one.name === name);
  if (!scene) throw new Error(name);
  return scene.state();
}

async function show(sceneName: string): Promise<HTMLElement> {
  const { shown } = await showScene(networkScenes, sceneName, (select) => {
    const { isOpen, place: at } = select.inside.value;
    return (
      <>
        <NetworkStrip onMayOpen={() => {}} />
        {isOpen && at.at !== "value" && at.at !== "channel" && <InsidePanel />}
        {isOpen && at.at === "channel" && <NeuronView {...at} />}
        {isOpen && at.at === "value" && <ValueView {...at} />}
        <DeeperPanel />
        <NetworkPanel />
        <StatusLine />
      </>
    );
  });
  return shown;
}

const buttonOf = (shown: HTMLElement, label: string) =>
  [...shown.querySelectorAll<HTMLElement>("button")].find(
    (one) => one.textContent === label || one.getAttribute("aria-label") === label,
  );

test.each(networkScenes.map(({ name }) => name))(
  "%s has a name for all, and nothing is no number",
  async (name) => {
    const shown = await show(name);
    for (const element of shown.querySelectorAll("button, input:not([type=file]), select, canvas[role]")) {
      const label =
        element.getAttribute("aria-label") ??
        element.closest("label")?.textContent ??
        ((element.id || undefined) && shown.querySelector(`label[for="${element.id}"]`)?.textContent) ??
        element.textContent;
      expect(label?.trim(), element.outerHTML.slice(0, 120)).toBeTruthy();
    }
    expect(shown.textContent).not.toMatch(/NaN|undefined|Infinity/);
    expect(shown.innerHTML).not.toMatch(/NaN|Infinity/);
  },
);

describe("the choice", () => {
  test("says of each network what it is, what it takes, and which one looks", async () => {
    const shown = await show("network-choice");
    const cards = [...shown.querySelectorAll(".network-card")];
    expect(cards.map((card) => card.querySelector("h4")?.textContent?.trim())).toEqual([
      `EfficientNet-Lite0 ${networkText.inUse}`,
      "ResNet-18",
      networkText.recipe.heading,
    ]);
    expect(cards[0]?.textContent).toContain("62 ms");
    expect(cards[1]?.textContent).toContain("11.2 million");
    expect(cards[1]?.textContent).toContain(networkText.pace(undefined));
    // As long as it is built without the file it says so, and how to come by it.
    expect(cards[1]?.textContent).toContain("./build.sh weights resnet18 FILE");
    expect(shown.querySelector(".network-panel")?.textContent).toContain("all 72 anew, unless it has before");
  });

  test("has the recipe as a card, with what it sets and one button", async () => {
    const shown = await show("network-choice");
    const card = [...shown.querySelectorAll(".network-card")].at(-1);
    const settings = [...(card?.querySelectorAll("dd") ?? [])].map((item) => item.textContent);
    const drawn = { network: "resnet18", from: "drawn", seed: 1 } as const;
    expect(settings).toEqual(networkText.recipe.settings(drawn).map(({ value }) => value));
    expect(settings[0]).toBe("ResNet-18 from scratch");
    expect(card?.textContent).toContain(networkText.recipe.changeable);
    expect(card?.querySelector('[role="log"]')).toBeNull();
    await act(() => buttonOf(shown, networkText.recipe.take)?.click());
    expect(calls("own.takeRecipe")).toEqual([[]]);
  });

  test("says how the recipe went, epoch by epoch, and how good it is in the end", async () => {
    const shown = await show("network-recipe-trained");
    const { history } = stateOf("network-recipe-trained").training;
    const lines = [...(shown.querySelector('[role="log"]')?.children ?? [])].map((line) => line.textContent);
    expect(lines.slice(0, -1)).toEqual(
      history.map(({ epoch, movement }) => `Epoch ${epoch} Loss: ${movement?.batchLoss.toFixed(3)}`),
    );
    expect(lines.at(-1)).toMatch(/^Accuracy of the network on the \d+ test images: \d+ %$/);
    expect(buttonOf(shown, networkText.recipe.takeAgain)).toBeDefined();
  });

  test("where batch norm is kept apart it can learn", async () => {
    const shown = await show("network-recipe-deeper");
    const labels = [...shown.querySelectorAll<HTMLElement>(".block-settings label")];
    const norm = labels.find((label) => label.textContent === deeperText.batchNormLearns.name);
    await act(() => norm?.click());
    expect(calls("deeper.changeTuning")).toEqual([[{ batchNormLearns: false }]]);
    // Nothing can go past its blocks.
    const names = labels.map((label) => label.textContent);
    expect(names).not.toContain(deeperText.stochasticDepth.name);
  });

  test("is made with a button, and a file is handed on as it is", async () => {
    const shown = await show("network-choice");
    const scratch = { network: "resnet18", from: "drawn", seed: 1 } as const;
    await act(() => buttonOf(shown, networkText.useOf(scratch))?.click());
    expect(calls("own.choose")).toEqual([[scratch]]);
    const input = shown.querySelector<HTMLInputElement>(".network-panel input[type=file]");
    expect(input?.accept).toBe(".weights");
    const file = new File(["weights"], "resnet18.weights");
    Object.defineProperty(input, "files", { value: [file] });
    await act(() => {
      input?.dispatchEvent(new Event("change", { bubbles: true }));
    });
    expect(calls("own.openFile")).toEqual([[file]]);
  });

  test("can be taken back while it arrives, and not once it takes over", async () => {
    const shown = await show("network-arriving");
    expect(shown.querySelector(".network-panel .progress-line")?.textContent).toContain("3.1 MB of 8.0 MB");
    expect(shown.querySelector(".status-line")?.textContent).toContain(text.status.networkComes);
    await act(() => buttonOf(shown, networkText.stay)?.click());
    expect(calls("own.stay")).toHaveLength(1);
    const later = await show("network-exchanging");
    expect(buttonOf(later, networkText.stay)).toBeUndefined();
    const use = buttonOf(later, networkText.useOf({ network: "efficientnet-lite0", from: "drawn", seed: 1 }));
    expect(use?.getAttribute("aria-disabled")).toBe("true");
  });

  test("says what is wrong with a file, and that the old network goes on", async () => {
    const shown = await show("network-file-damaged");
    const alert = shown.querySelector(".network-panel [role=alert]")?.textContent;
    expect(alert).toContain("damaged (at layer3.0.conv1.weight)");
    expect(alert).toMatch(/The network that looked before goes on\.$/);
  });

  test("has a way out where the chosen one cannot be had", async () => {
    const shown = await show("network-failed");
    await act(() => buttonOf(shown, text.status.fallBack)?.click());
    expect(calls("own.choose")).toEqual([[{ network: "efficientnet-lite0", from: "page" }]]);
  });
});

describe("ResNet-18", () => {
  test("is said to have no programs for the GPU, which is not offered another try", async () => {
    const shown = await show("resnet-map");
    const status = shown.querySelector(".status-line");
    expect(status?.textContent).toContain(
      "For this network there is no program for graphics processors yet.",
    );
    expect(status && buttonOf(status as HTMLElement, text.status.retryGpu)).toBeUndefined();
    expect(status?.textContent).toContain("ResNet-18");
  });

  test("has a map of ten columns, of which the head alone can learn as well", async () => {
    const shown = await show("resnet-deeper-map");
    const names = [...shown.querySelectorAll(".field-head")].map((head) => head.textContent);
    expect(names).toHaveLength(10);
    const choices = [...shown.querySelectorAll<HTMLInputElement>(".map-cut input")];
    expect(choices.map(({ value }) => value)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "head"]);
    expect(choices.filter(({ checked }) => checked).map(({ value }) => value)).toEqual(["6"]);
    await act(() => choices.at(-1)?.click());
    expect(calls("deeper.cutAt")).toEqual([[Number.POSITIVE_INFINITY]]);
  });

  test("has blocks that branch, and says what goes around them", async () => {
    const shown = await show("resnet-block");
    const text = shown.querySelector(".block-view")?.textContent ?? "";
    expect(text).toContain("brought to 128 channels of 28 × 28 on its way (downsample)");
    const plain = await show("resnet-block-plain");
    expect(plain.querySelector(".block-view")?.textContent).toContain(insideText.skipBefore);
  });

  test("shows kernels over the channels before, and none for max pooling", async () => {
    const shown = await show("resnet-channel");
    expect(shown.querySelectorAll(".input-kernels table")).toHaveLength(12);
    expect(shown.querySelector(".neuron-purpose")?.textContent).toMatch(
      /Slides a kernel of 3 × 3 .*Added to it is .*downsample.*Sums below 0 are handed on as 0/,
    );
    const pooled = await show("resnet-channel-pooled");
    expect(pooled.textContent).toContain("Nothing that could be learned");
    expect(pooled.querySelector(".neuron-purpose")?.textContent).toMatch(/^The largest value of each 3 × 3/);
  });

  test.each(["resnet-value", "resnet-value-plain", "resnet-value-first", "resnet-value-shortcut"])(
    "%s adds up line by line, the skip before the activation",
    async (name) => {
      const state = stateOf(name);
      const { layers = [], place: at } = state.inside;
      const [answer] = state.explain.values;
      const info = at.at === "value" ? layers[at.layer] : undefined;
      if (!info || !answer || !("found" in answer)) throw new Error("there is no value");
      const parts = valueParts(info, answer.found, layers);
      expect(Math.abs(parts.total - answer.found.value)).toBeLessThan(1e-3);
      const shown = await show(name);
      const lines = [...shown.querySelectorAll(".value-sum tr")].map(
        (row) => [row.querySelector("th")?.textContent, row.querySelector("td")?.textContent] as const,
      );
      const shownOf = (line: string) => lines.find(([name]) => name?.startsWith(line))?.[1];
      expect(shownOf(explainText.rowSum)).toBe(explainText.number(parts.sum));
      if (parts.skip === undefined) return;
      expect(shownOf("What the block was given")).toBe(explainText.signed(parts.skip));
      expect(shownOf(explainText.rowAdded)).toBe(explainText.number(parts.added));
      expect(lines.at(-1)?.[0]).toMatch(/^ReLU/);
    },
  );

  test("a place of the shortcut leads to the place that it reads, two steps at a time", async () => {
    const shown = await show("resnet-value-shortcut");
    const links = [...shown.querySelectorAll<HTMLAnchorElement>(".product-list a")].map((link) => link.hash);
    expect(links[0]).toMatch(/^#inside\/layer1\.1\.conv2\/\d+\/18,40$/);
  });

  test("of max pooling the largest is marked, and nothing is added up", async () => {
    const shown = await show("resnet-value-pooled");
    expect(shown.querySelectorAll("[data-marked]")).toHaveLength(1);
    expect([...shown.querySelectorAll(".value-sum th")].map((row) => row.textContent)).toEqual([
      explainText.rowLargest(9),
    ]);
    expect(shown.textContent).toContain(explainText.outsideLargestNote(3, 9));
  });

  test("from scratch everything is recommended, and the head need not go first", async () => {
    const shown = await show("resnet-deeper-scratch");
    const recommended = [...shown.querySelectorAll(".depth-names label")].filter((label) =>
      label.textContent?.includes(deeperText.recommended),
    );
    expect(recommended.map((label) => label.querySelector("input")?.value)).toEqual(["0"]);
    expect(shown.textContent).toContain(deeperText.drawnNetwork);
    expect(shown.textContent).not.toContain(deeperText.headFirst);
    expect(shown.textContent).not.toContain(deeperText.fromScratch.name);
    const known = await show("resnet-deeper");
    expect(known.textContent).toContain(
      "Blocks 7 and 8, and the head: 5 layers with 8.4 million of 11.2 million",
    );
  });
});
