/** A race on the built page: a second engine teaches while the first goes on, and what won can be taken up. */
import { text } from "../../src/text";
import { raceText } from "../../src/text/race";
import { addSamples, openPage, train, trainColumn, waitUntilTrainable } from "./page-driver";
import { expect, test } from "./page-test";

test("neighbours and the head race three times while the page stays as it is", async ({ page }) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await train(page);
  const taught = await page.locator(".train-progress").textContent();

  await trainColumn(page).getByText(raceText.heading, { exact: true }).click();
  const race = page.locator(".race");
  await race.getByRole("checkbox", { name: /Last 3 blocks/ }).uncheck();
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
