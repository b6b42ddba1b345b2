/** Another network on the built page: it looks at all pictures anew, learns, is looked into, and undo leads back. */
import type { Locator, Page } from "@playwright/test";
import { resnet18Layers } from "../../src/gallery/resnet18-layers";
import { text } from "../../src/text";
import { explain as explainText } from "../../src/text/en-explain";
import { insideView } from "../../src/text/en-inside-view";
import { networkText } from "../../src/text/network";
import { settingsText } from "../../src/text/settings";
import {
  addSamples,
  collectColumn,
  openPage,
  shownAccuracy,
  train,
  trainColumn,
  waitUntilAllIsRead,
  waitUntilReady,
  waitUntilTrainable,
} from "./page-driver";
import { expect, test } from "./page-test";

const EPOCHS = 8;
const SCRATCH = { network: "resnet18", from: "drawn", seed: 1 } as const;
const LAYERS = resnet18Layers(3);
/** `layer2.0`, whose downsample goes around it. */
const WITH_SHORTCUT = 2;

async function setEpochs(page: Page, epochs: number): Promise<void> {
  await trainColumn(page).getByText(text.train.advanced, { exact: true }).click();
  const field = trainColumn(page).getByLabel(settingsText.epochs.name, { exact: true });
  await field.fill(String(epochs));
  await field.blur();
}

/** The network's name in the status line opens the choice. */
async function openChoice(page: Page): Promise<Locator> {
  await page.locator(".status-backbone summary").click();
  const panel = page.locator(".status-panel .network-panel");
  await expect(panel).toBeVisible();
  return panel;
}

test("ResNet-18 from scratch takes over, learns, is looked into, and undo brings back what was learned", async ({
  page,
}) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await setEpochs(page, EPOCHS);
  await train(page);
  const accuracy = await shownAccuracy(page);
  const numPictures = await collectColumn(page).getByRole("option").count();

  const panel = await openChoice(page);
  await panel.getByRole("button", { name: networkText.useOf(SCRATCH) }).click();
  await expect(page.locator(".status-backbone summary")).toHaveText(networkText.nameOf(SCRATCH));
  await expect(page.getByRole("button", { name: text.train.train, exact: true }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await waitUntilReady(page);
  await waitUntilAllIsRead(page);
  await expect(collectColumn(page).getByRole("option")).toHaveCount(numPictures);
  await page.getByText(text.status.device("cpu")).click();
  await expect(page.getByText(noShaders())).toBeVisible();
  await page.keyboard.press("Escape");

  await waitUntilTrainable(page);
  await train(page);
  await lookInside(page);

  const said = text.undo.said({ did: "changedNetwork", to: "resnet18" });
  await page
    .getByRole("button", { name: text.undo.undoStep(said) })
    .first()
    .click();
  await expect(page.locator(".status-backbone summary")).toHaveText(networkText.name("efficientnet-lite0"));
  await waitUntilReady(page);
  await expect(page.locator(".train-progress")).toContainText(text.train.epochOf(EPOCHS, EPOCHS));
  expect(await shownAccuracy(page)).toBe(accuracy);
});

test("a file that is no network changes nothing, and says what it is", async ({ page }) => {
  await openPage(page);
  await waitUntilReady(page);
  const panel = await openChoice(page);
  const choosing = page.waitForEvent("filechooser");
  await panel.getByRole("button", { name: networkText.openFile }).click();
  const buffer = Buffer.from("this is no network".repeat(1000));
  await (await choosing).setFiles({ name: "resnet18.weights", mimeType: "application/octet-stream", buffer });
  const sentence = networkText.fileProblem({ code: "weightsForeign" }) ?? "";
  await expect(panel.getByRole("alert")).toContainText(sentence);
  await expect(page.locator(".status-backbone summary")).toHaveText(networkText.name("efficientnet-lite0"));
});

test("the choice outlives a reload, and what it had learned as well", async ({ page }) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await setEpochs(page, 2);
  const drawer = trainColumn(page);
  await drawer.locator(".network-choice > summary", { hasText: networkText.heading }).click();
  await drawer.getByRole("button", { name: networkText.useOf(SCRATCH) }).click();
  await expect(page.locator(".status-backbone summary")).toHaveText(networkText.nameOf(SCRATCH));
  await waitUntilTrainable(page);
  await train(page);
  await expect(page.getByText(text.status.saving)).toBeHidden();
  await page.reload();
  await waitUntilReady(page);
  await expect(page.locator(".status-backbone summary")).toHaveText(networkText.nameOf(SCRATCH));
  await expect(page.locator(".train-progress")).toContainText(text.train.epochOf(2, 2));
  // Its features were kept: nothing waits for the network.
  await expect(page.locator("[data-waiting]")).toHaveCount(0);
});

function noShaders(): string {
  const refusal = { reason: "noShaders", network: "resnet18" } as const;
  return text.problems.deviceReason({ because: "refused", refusal });
}

/** The map, the block with its branch, and a value behind it taken apart. */
async function lookInside(page: Page): Promise<void> {
  await collectColumn(page).getByRole("option").first().click();
  await page.getByRole("button", { name: text.inside.open }).click();
  const inside = page.getByRole("region", { name: insideView.label });
  const layerOf = (name: string) => LAYERS.find((info) => info.name === name) ?? LAYERS[0];
  const conv2 = layerOf("layer2.0.conv2");
  if (!conv2) throw new Error("there is no such layer");
  await inside.getByRole("link", { name: insideView.mapBlock(conv2) }).click();
  await expect(inside.locator("[aria-current=page]")).toHaveText(insideView.block(WITH_SHORTCUT));
  await expect(inside.getByText(insideView.goesAround)).toBeVisible();
  await page.goto(`${new URL(page.url()).search}#inside/layer2.0.conv2/17/12,9`);
  await expect(inside.locator(".value-result")).toBeVisible();
  await expect(inside.locator(".value-sum tr")).toHaveCount(9);
  await expect(inside.getByText(explainText.rowAdded, { exact: true })).toBeVisible();
  const number = async (row: Locator) =>
    Number(((await row.locator("td").textContent()) ?? "").replace("−", "-").replace("+", ""));
  const rows = inside.locator(".value-sum tr");
  const numbers = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => number(rows.nth(index))));
  const [first = 0, second = 0, third = 0, others = 0, bias = 0, sum = 0, skip = 0, added = 0, shown = 0] =
    numbers;
  expect(Math.abs(first + second + third + others + bias - sum)).toBeLessThan(0.004);
  expect(Math.abs(sum + skip - added)).toBeLessThan(0.002);
  expect(Math.abs(Math.max(0, added) - shown)).toBeLessThan(0.001);
  const result = ((await inside.locator(".value-result b").textContent()) ?? "").replace(/^= /, "");
  expect(Math.abs(Number(result.replace("−", "-")) - shown)).toBeLessThan(0.002);
  await page.goto(`${new URL(page.url()).search}#inside/maxpool/5/12,9`);
  await expect(inside.getByText(explainText.rowLargest(9))).toBeVisible();
  await inside.getByRole("button", { name: insideView.close }).click();
}
