/** A race on the built page: a second engine teaches while the first goes on, and what won can be taken up. */
import type { Locator, Page } from "@playwright/test";
import { STANDARD_NETWORK } from "../../src/engine/network-choice";
import type { UndoStep } from "../../src/state/app-state";
import { DEPTHS } from "../../src/state/deeper/depths";
import { text } from "../../src/text";
import { networkText } from "../../src/text/network";
import { raceText } from "../../src/text/race";
import { settingsText } from "../../src/text/settings";
import { transferText } from "../../src/text/transfer";
import { addSamples, openPage, train, trainColumn, waitUntilTrainable } from "./page-driver";
import { expect, test } from "./page-test";

const NEIGHBOURS = raceText.nameOf("neighbours", undefined, DEPTHS.resnet18);
const EPOCHS = 3;
const UNTRAINED = { network: "resnet18", from: "drawn", seed: 1 } as const;

test("neighbours and the head race three times while the page stays as it is", async ({ page }) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await train(page);
  const taught = await page.locator(".train-progress").textContent();

  await trainColumn(page).getByText(raceText.heading, { exact: true }).click();
  const race = page.locator(".race");
  await race.getByRole("checkbox", { name: /Last 8 blocks/ }).uncheck();
  const often = race.getByRole("slider");
  await often.focus();
  await often.press("Home");
  await race.getByRole("button", { name: raceText.start }).click();
  await expect(race.getByRole("button", { name: raceText.startAgain })).toBeVisible({ timeout: 120_000 });

  await expect(race.locator(".race-results tbody tr")).toHaveCount(2);
  await expect(race.locator(".interval-value")).toHaveCount(6);
  await expect(race.locator(".race-choice b")).toContainText("Head only");
  await expect(race.getByText(raceText.adopted)).toBeVisible();
  await expect(page.locator(".train-progress")).toHaveText(taught ?? "");
  await expect(page.getByText(text.status.saving)).toBeHidden();
});

test("a race can be stopped in the middle", async ({ page }) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await trainColumn(page).getByText(raceText.heading, { exact: true }).click();
  const race = page.locator(".race");
  await race.getByRole("checkbox", { name: /From scratch/ }).check();
  await race.getByRole("button", { name: raceText.start }).click();
  await expect(race.locator(".race-results tbody tr").first()).toContainText("%", { timeout: 120_000 });
  await race.getByRole("button", { name: raceText.stop }).click();
  await expect(race.getByText(raceText.stopped(1))).toBeVisible();
  await expect(race.getByRole("button", { name: raceText.startAgain })).toBeVisible();
});

test("an untrained network races against another one, which wins, and takes over with one click", async ({
  page,
}) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  const column = trainColumn(page);
  await column.getByText(text.train.advanced, { exact: true }).click();
  await column.getByLabel(settingsText.pictureSide.name, { exact: true }).selectOption("32");
  await expect(undoButton(page, { did: "changedSide", side: 32 })).toBeVisible();
  await waitUntilTrainable(page);
  await column.locator(".network-choice > summary", { hasText: networkText.heading }).click();
  await column.getByRole("button", { name: networkText.useOf(UNTRAINED) }).click();
  const lookingNow = page.locator(".status-backbone summary");
  await expect(lookingNow).toHaveText(networkText.nameOf(UNTRAINED));
  await waitUntilTrainable(page);

  await column.getByText(raceText.heading, { exact: true }).click();
  const race = page.locator(".race");
  await race.getByRole("checkbox", { name: /^EfficientNet-Lite0/ }).check();
  await race.getByRole("checkbox", { name: raceText.anyTail }).uncheck();
  await race.getByRole("checkbox", { name: NEIGHBOURS }).uncheck();
  const often = race.getByRole("slider");
  await often.focus();
  await often.press("Home");
  await race.getByRole("button", { name: raceText.start }).click();
  await expect(race.getByRole("button", { name: raceText.startAgain })).toBeVisible({ timeout: 120_000 });

  const groups = race.locator(".race-results tbody");
  await expect(race.locator(".race-network")).toHaveText([/^Untrained ResNet-18/, "EfficientNet-Lite0"]);
  for (const index of [0, 1]) {
    await expect(groups.nth(index).locator(".interval-value")).toHaveCount(3);
    await expect(groups.nth(index)).toContainText("of it to look");
  }
  await expect(groups.nth(1)).toContainText("for its network");
  await expect(lookingNow).toHaveText(networkText.nameOf(UNTRAINED));

  await race.getByRole("button", { name: raceText.adoptWith("Head only", STANDARD_NETWORK) }).click();
  await expect(lookingNow).toHaveText(networkText.name("efficientnet-lite0"));
  await expect(race.getByText(raceText.adopted)).toBeVisible();
  // What came out is about these very pictures all the same.
  await expect(groups.nth(0).locator(".interval-value")).toHaveCount(3);
  await undoButton(page, { did: "changedNetwork", to: "efficientnet-lite0" }).click();
  await expect(lookingNow).toHaveText(networkText.nameOf(UNTRAINED));
});

test("beside the recipe one click measures what EfficientNet-Lite0 had learned before", async ({ page }) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  const column = trainColumn(page);
  await column.getByText(text.train.advanced, { exact: true }).click();
  await column.locator(".network-choice > summary", { hasText: networkText.heading }).click();
  await column.getByRole("button", { name: networkText.recipe.take }).click();
  await expect(page.locator(".status-backbone summary")).toContainText(networkText.name("resnet18"));
  // As many as training is set to, and a few are enough to see it.
  const epochs = column.getByLabel(settingsText.epochs.name, { exact: true });
  await epochs.fill(String(EPOCHS));
  await epochs.blur();
  await waitUntilTrainable(page);
  const measure = transferText.measureWith(networkText.name("efficientnet-lite0"));
  await column.locator(".network-panel").getByRole("button", { name: measure }).click();

  const race = page.locator(".race");
  await expect(race.getByRole("button", { name: raceText.stop })).toBeVisible();
  await expect(race.getByRole("button", { name: raceText.startAgain })).toBeVisible({ timeout: 180_000 });
  const plot = race.getByRole("figure", { name: new RegExp(`^Two curves over ${EPOCHS} epochs`) });
  await expect(plot).toBeVisible();
  await expect(plot.locator("tbody tr")).toHaveCount(EPOCHS);
  await expect(race.locator(".transfer-gain b")).toContainText(/What EfficientNet-Lite0 had learned before/);
  // The network in use is another one, and was left alone.
  await expect(page.locator(".status-backbone summary")).toContainText(networkText.name("resnet18"));
});

function undoButton(page: Page, step: UndoStep): Locator {
  return page.getByRole("button", { name: text.undo.undoStep(text.undo.said(step)) }).first();
}
