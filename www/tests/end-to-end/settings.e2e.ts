/** How it learns, on the built page: it stops when the check gets no better, and the rate falls along a cosine. */
import type { Page } from "@playwright/test";
import { text } from "../../src/text";
import { learningText } from "../../src/text/learning";
import { settingsText } from "../../src/text/settings";
import {
  addSamples,
  openPage,
  trainButton,
  trainColumn,
  waitUntilReady,
  waitUntilTrainable,
} from "./page-driver";
import { expect, test } from "./page-test";

async function openSettings(page: Page): Promise<void> {
  await trainColumn(page).getByText(text.train.advanced, { exact: true }).click();
  await expect(field(page, settingsText.epochs.name)).toBeVisible();
}

const field = (page: Page, name: string) => trainColumn(page).getByLabel(name, { exact: true });

async function fill(page: Page, name: string, value: string): Promise<void> {
  await field(page, name).fill(value);
  await field(page, name).blur();
}

async function expectEpoch(page: Page, epoch: number, target: number): Promise<void> {
  const progress = page.locator(".train-progress");
  await expect(progress).toContainText(text.train.epochOf(epoch, target), { timeout: 120_000 });
}

/** What was learned is written before training is at rest. */
async function waitUntilKept(page: Page): Promise<void> {
  await expect(trainColumn(page).getByRole("button", { name: text.train.stepEpoch })).toBeEnabled();
  await expect(page.getByText(text.status.saving)).toBeHidden();
}

/** What is after "Stopped after epoch". */
async function numbersOf(page: Page): Promise<{ afterEpoch: number; keptEpoch: number; numWorse: number }> {
  const said = page.locator(".kept-epoch p");
  await expect(said).toBeVisible({ timeout: 120_000 });
  const [afterEpoch = 0, numWorse = 0, keptEpoch = 0] = ((await said.textContent())?.match(/\d+/g) ?? []).map(
    Number,
  );
  return { afterEpoch, keptEpoch, numWorse };
}

test("training stops when the check gets no better, keeps the best epoch, and undo leads back", async ({
  page,
}) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await openSettings(page);
  await field(page, settingsText.stopEarly.name).check();
  await fill(page, settingsText.patience.name, "2");
  // Steps as large as these overshoot, so that the loss goes up and down.
  await fill(page, settingsText.learningRate.name, "20");
  await fill(page, settingsText.epochs.name, "400");
  await trainButton(page).click();
  const stopped = await numbersOf(page);
  expect(stopped.numWorse).toBe(2);
  expect(stopped.afterEpoch - stopped.keptEpoch).toBe(2);
  await expect(page.locator(".kept-epoch p")).toHaveText(settingsText.stopped(stopped));
  await expectEpoch(page, stopped.keptEpoch, stopped.keptEpoch);
  await expect(page.locator(".chart-step-mark text")).toHaveText([
    settingsText.markKept,
    settingsText.markKept,
  ]);

  const said = text.undo.said({ did: "wentBack", epoch: stopped.keptEpoch });
  await page.getByRole("button", { name: text.undo.undoStep(said) }).click();
  await expectEpoch(page, stopped.afterEpoch, 400);
  await expect(page.locator(".kept-epoch")).toBeEmpty();

  await page.getByText(learningText.heading, { exact: true }).click();
  await trainColumn(page).getByRole("button", { name: text.train.stepEpoch }).click();
  await expectEpoch(page, stopped.afterEpoch + 1, 400);
  const timeline = page.getByRole("slider", { name: learningText.timeline });
  await expect(page.locator(".timeline-at")).toHaveText(learningText.atNow(stopped.afterEpoch + 1));
  await timeline.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator(".timeline-at")).toHaveText(learningText.at(stopped.afterEpoch));
  await page.getByRole("button", { name: learningText.goBack }).click();
  await expectEpoch(page, stopped.afterEpoch, stopped.afterEpoch);
  await waitUntilKept(page);

  await page.reload();
  await waitUntilReady(page);
  await expectEpoch(page, stopped.afterEpoch, 400);
  await openSettings(page);
  await expect(field(page, settingsText.stopEarly.name)).toBeChecked();
  await expect(field(page, settingsText.patience.name)).toHaveValue("2");
});

test("the rate falls along a cosine over the run, a paused run goes on with it, and a reload keeps it", async ({
  page,
}) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await openSettings(page);
  await fill(page, settingsText.epochs.name, "8");
  await field(page, settingsText.schedule.name).selectOption("cosine");
  await fill(page, settingsText.warmUp.name, "2");
  const words = page.locator(".rate-curve figcaption");
  const whole = settingsText.rateInWords(
    { shape: "cosine", firstEpoch: 0, epochs: 8, warmUpEpochs: 2 },
    0.01,
  );
  await expect(words).toContainText(whole);
  await trainColumn(page).getByRole("button", { name: text.train.stepEpoch }).click();
  await expectEpoch(page, 1, 8);
  // After one of two epochs of warm-up: 1.1 / 2.1 of the whole rate.
  await expect(words).toContainText(settingsText.rateNow((0.01 * 1.1) / 2.1, 2));
  for (const epoch of [2, 3, 4, 5]) {
    await trainColumn(page).getByRole("button", { name: text.train.stepEpoch }).click();
    await expectEpoch(page, epoch, 8);
  }
  // Halfway down the wave.
  await expect(words).toContainText(settingsText.rateNow(0.005, 6));
  await waitUntilKept(page);

  await page.reload();
  await waitUntilReady(page);
  await expectEpoch(page, 5, 8);
  await openSettings(page);
  await expect(words).toContainText(whole);
  await expect(words).toContainText(settingsText.rateNow(0.005, 6));
  await trainColumn(page).getByRole("button", { name: text.train.resume, exact: true }).click();
  await expect(page.locator(".train-progress")).toContainText(text.train.finished, { timeout: 120_000 });
  await expectEpoch(page, 8, 8);
  // The last epoch moved the head least: what the engine makes of the schedule, not what the page draws.
  await page.getByText(learningText.heading, { exact: true }).click();
  const steps = page.locator(`figure[aria-label="${learningText.stepsChart}"] tbody tr`);
  await expect(steps.first()).toBeAttached();
  const cells = await steps.evaluateAll((rows) =>
    rows.map((row) =>
      [...row.querySelectorAll("td")].map((cell) => Number.parseFloat(cell.textContent ?? "")),
    ),
  );
  const updates = cells.map((row) => row.at(-1) ?? Number.NaN);
  expect(updates.at(-1)).toBeLessThan(Math.max(...updates) / 3);
});
