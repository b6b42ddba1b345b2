/** The learner's work outlives a reload, and training outlives the death of its worker. */
import { text } from "../../src/text";
import {
  addSamples,
  bestGuess,
  classNames,
  engineWorker,
  openPage,
  shownAccuracy,
  thumbnailsOf,
  train,
  trainButton,
  trainColumn,
  waitUntilTrainable,
  waitUntilTrained,
} from "./page-driver";
import { expect, test } from "./page-test";

test("classes, pictures, curves and what was learned come back after a reload", async ({ page }) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  const names = await classNames(page);
  const [first = ""] = names;
  await page.getByRole("textbox", { name: text.collect.rename(first) }).fill("Renamed");
  await page.keyboard.press("Enter");
  await train(page);
  const accuracy = await shownAccuracy(page);
  await expect(page.getByText(text.status.saving)).toBeHidden();

  await page.reload();
  await expect.poll(() => classNames(page)).toEqual(["Renamed", ...names.slice(1)]);
  await expect.poll(() => shownAccuracy(page)).toBe(accuracy);
  await thumbnailsOf(page, "Renamed").first().click();
  await expect(bestGuess(page), "the trained head answers without training again").toHaveText("Renamed");
});

test("a worker killed in the middle of training is replaced, and training goes on", async ({ page }) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await trainButton(page).click();
  await expect(page.locator(".headline")).toBeVisible();

  const worker = engineWorker(page);
  expect(worker).toBeDefined();
  await worker?.evaluate(() => self.close()).catch(() => undefined);

  await expect(page.getByText(text.problems.problem({ kind: "engineRestarted" }))).toBeVisible();
  const resume = trainColumn(page).getByRole("button", { name: text.train.resume, exact: true });
  await expect(
    resume.or(page.locator(".train-progress").getByText(text.train.finished, { exact: true })),
  ).toBeVisible({
    timeout: 120_000,
  });
  if (await resume.isVisible()) await resume.click();
  await waitUntilTrained(page);
  expect(await shownAccuracy(page), "far better than guessing among three").toBeGreaterThan(0.9);
});
