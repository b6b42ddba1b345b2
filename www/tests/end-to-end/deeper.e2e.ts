/** Going deeper than the head on the built page: the head first, then a block with varied pictures, and the way back. */
import type { Page } from "@playwright/test";
import { depthsOf } from "../../src/state/deeper/depths";
import { initialNetwork } from "../../src/state/network/network-state";
import { text } from "../../src/text";
import { deeperText } from "../../src/text/deeper";
import { learningText } from "../../src/text/learning";
import { settingsText } from "../../src/text/settings";
import {
  addSamples,
  openPage,
  trainButton,
  trainColumn,
  waitUntilAllIsRead,
  waitUntilReady,
  waitUntilTrainable,
} from "./page-driver";
import { expect, test } from "./page-test";

const HEAD_EPOCHS = 6;
const DEEP_EPOCHS = 2;
const LAST_EPOCH = HEAD_EPOCHS + DEEP_EPOCHS;
const LAST_BLOCK = 15;

async function setEpochs(page: Page, epochs: number): Promise<void> {
  const field = trainColumn(page).getByLabel(settingsText.epochs.name, { exact: true });
  if (!(await field.isVisible())) {
    await trainColumn(page).getByText(text.train.advanced, { exact: true }).click();
  }
  await field.fill(String(epochs));
  await field.blur();
}

async function waitForEpoch(page: Page, epoch: number): Promise<void> {
  const progress = page.locator(".train-progress");
  await expect(progress).toContainText(text.train.epochOf(epoch, epoch), { timeout: 120_000 });
  await expect(progress).toContainText(text.train.finished);
}

test("a block learns from varied pictures, outlives a reload, and can be gone back from", async ({
  page,
}) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await setEpochs(page, HEAD_EPOCHS);
  await trainButton(page).click();
  await waitForEpoch(page, HEAD_EPOCHS);

  await chooseLastBlock(page);
  await varyPictures(page);
  await setEpochs(page, DEEP_EPOCHS);
  await trainColumn(page)
    .getByRole("button", { name: text.train.trainMore(DEEP_EPOCHS), exact: true })
    .click();
  await expect(page.locator(".train-progress")).toContainText(/showing your pictures to the network/);
  await waitForEpoch(page, LAST_EPOCH);
  await expect(page.locator(".depth-facts")).toContainText(/as measured/);
  await expectMovement(page);
  await expect(page.getByText(text.status.saving)).toBeHidden();

  await page.reload();
  await waitUntilReady(page);
  await expect(page.locator(".train-progress")).toContainText(text.train.epochOf(LAST_EPOCH, LAST_EPOCH));
  await expect(page.getByText(text.network.deep(LAST_BLOCK, true))).toBeVisible();
  await waitUntilAllIsRead(page);
  await trainColumn(page).getByRole("button", { name: text.train.stepEpoch }).click();
  await expect(page.locator(".train-progress")).toContainText(
    text.train.epochOf(LAST_EPOCH + 1, LAST_EPOCH),
    { timeout: 120_000 },
  );

  await trainColumn(page).getByText(deeperText.runs, { exact: true }).click();
  await page.locator(".runs button").click();
  await expect(page.locator(".train-progress")).toContainText(text.train.epochOf(LAST_EPOCH, LAST_EPOCH));
  const said = text.undo.said({ did: "wentBack", epoch: LAST_EPOCH });
  await expect(page.getByRole("button", { name: text.undo.undoStep(said) })).toBeVisible();
});

const DEPTHS = depthsOf(initialNetwork);

async function chooseLastBlock(page: Page): Promise<void> {
  await trainColumn(page).getByText(deeperText.heading, { exact: true }).click();
  await expect(page.getByText(deeperText.learnsHead)).toBeVisible();
  await page.getByRole("radio", { name: deeperText.cutName(LAST_BLOCK, DEPTHS) }).check({ force: true });
  await expect(page.getByText(text.network.deep(LAST_BLOCK, true))).toBeVisible();
  const slider = page.getByRole("slider", { name: deeperText.slider });
  const isAt = (cut: number) =>
    expect(slider).toHaveAttribute("aria-valuetext", deeperText.cutValue(cut, DEPTHS));
  await isAt(LAST_BLOCK);
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await isAt(LAST_BLOCK - 1);
  await page.keyboard.press("ArrowRight");
  await isAt(LAST_BLOCK);
}

async function varyPictures(page: Page): Promise<void> {
  await page.locator(".block-settings > summary").click();
  await page.getByRole("switch", { name: deeperText.augment.name }).check();
  const variation = (number: number) => page.getByRole("img", { name: deeperText.variation(number) });
  await expect(variation(4)).toBeVisible();
  const variations = page.getByLabel(deeperText.augmentation.variations.name, { exact: true });
  await variations.fill("2");
  await variations.blur();
  await expect(variation(3)).toHaveCount(0);
  await expect(variation(2)).toBeVisible();
}

/** Of the four layers that learned: three of the block, and the last convolution. */
async function expectMovement(page: Page): Promise<void> {
  await page.getByText(learningText.heading, { exact: true }).click();
  await expect(page.getByRole("img", { name: /^4 layers over 8 epochs/ })).toBeVisible();
  const layers = page.getByRole("slider", { name: deeperText.chartKeys });
  await expect(layers).toHaveAttribute("aria-valuetext", /^Block 16, expand, epoch 8: 0\.0*[1-9]/);
}
