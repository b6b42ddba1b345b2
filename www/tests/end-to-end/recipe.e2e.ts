/** The classic recipe on the built page: one button sets it, two epochs of it are trained, and it says how they went. */
import { text } from "../../src/text";
import { deeperText } from "../../src/text/deeper";
import { networkText } from "../../src/text/network";
import { settingsText } from "../../src/text/settings";
import {
  addSamples,
  openPage,
  shownAccuracy,
  train,
  trainButton,
  trainColumn,
  waitUntilReady,
  waitUntilTrainable,
} from "./page-driver";
import { expect, test } from "./page-test";

const EPOCHS = 2;
const SIDE = 32;

test("ResNet-18 learns from pictures of 32 pixels by the recipe, and undo brings the old settings back", async ({
  page,
}) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  const drawer = trainColumn(page);
  await drawer.getByText(text.train.advanced, { exact: true }).click();
  const field = (words: { name: string }) => drawer.getByLabel(words.name, { exact: true });
  const batchSize = await field(settingsText.batchSize).inputValue();
  await drawer.locator(".network-choice > summary", { hasText: networkText.heading }).click();
  await drawer.getByRole("button", { name: networkText.recipe.take }).click();
  await expect(page.locator(".status-backbone summary")).toContainText(networkText.name("resnet18"));
  await expect(field(settingsText.pictureSide)).toHaveValue(String(SIDE));
  await expect(field(settingsText.batchSize)).toHaveValue("100");
  await waitUntilTrainable(page);

  // A few sample pictures and two epochs are enough to see it go.
  await field(settingsText.epochs).fill(String(EPOCHS));
  await field(settingsText.epochs).blur();
  await trainButton(page).click();
  const log = drawer.getByRole("log", { name: networkText.recipe.log });
  await expect(log).toContainText(/Accuracy of the network on the \d+ test images: \d+ %/, {
    timeout: 180_000,
  });
  for (let epoch = 1; epoch <= EPOCHS; epoch += 1) {
    await expect(log).toContainText(new RegExp(`Epoch ${epoch} Loss: \\d+\\.\\d{3}`));
  }

  await expect(drawer.locator(".deeper summary").first()).toContainText(
    deeperText.cutName(0, { numBlocks: 8 }),
  );
  const said = text.undo.said({ did: "tookRecipe" });
  await page
    .getByRole("button", { name: text.undo.undoStep(said) })
    .first()
    .click();
  await expect(page.locator(".status-backbone summary")).toHaveText(networkText.name("efficientnet-lite0"));
  await waitUntilReady(page);
  await expect(field(settingsText.pictureSide)).toHaveValue("224");
  await expect(field(settingsText.batchSize)).toHaveValue(batchSize);
});

test("at another side all pictures are looked at anew, and what was learned comes back with its side", async ({
  page,
}) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  const drawer = trainColumn(page);
  await drawer.getByText(text.train.advanced, { exact: true }).click();
  const field = (words: { name: string }) => drawer.getByLabel(words.name, { exact: true });
  await field(settingsText.epochs).fill(String(EPOCHS));
  await field(settingsText.epochs).blur();
  await train(page);
  const accuracy = await shownAccuracy(page);

  await field(settingsText.pictureSide).selectOption("96");
  const said = text.undo.said({ did: "changedSide", side: 96 });
  const undo = page.getByRole("button", { name: text.undo.undoStep(said) }).first();
  await expect(undo).toBeVisible();
  await waitUntilTrainable(page);
  await train(page);
  await expect(page.getByText(text.status.saving)).toBeHidden();
  await page.reload();
  await waitUntilReady(page);
  await expect(page.locator(".train-progress")).toContainText(text.train.epochOf(EPOCHS, EPOCHS));
  // What was seen at this side was kept: nothing waits for the network.
  await expect(page.locator("[data-waiting]")).toHaveCount(0);

  await drawer.getByText(text.train.advanced, { exact: true }).click();
  await expect(field(settingsText.pictureSide)).toHaveValue("96");
  await field(settingsText.pictureSide).selectOption("224");
  await expect(field(settingsText.pictureSide)).toHaveValue("224");
  await expect(field(settingsText.pictureSide)).toBeEnabled();
  await waitUntilReady(page);
  await expect(page.locator(".train-progress")).toContainText(text.train.epochOf(EPOCHS, EPOCHS));
  expect(await shownAccuracy(page)).toBe(accuracy);
});
