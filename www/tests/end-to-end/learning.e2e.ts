/** How the head learned: back in time, compared with before, and a picture moved from the map, with the way back. */
import type { Locator, Page } from "@playwright/test";
import { text } from "../../src/text";
import { learningText } from "../../src/text/learning";
import { settingsText } from "../../src/text/settings";
import {
  addSamples,
  classNames,
  openPage,
  thumbnailsOf,
  trainColumn,
  waitUntilTrainable,
} from "./page-driver";
import { expect, test } from "./page-test";

const EPOCHS = 8;

/** Looked for all over the map, in squares of this side. */
const LASSO_SIDE = 40;

async function trainEpochs(page: Page): Promise<void> {
  await trainColumn(page).getByText(text.train.advanced, { exact: true }).click();
  const epochs = trainColumn(page).getByLabel(settingsText.epochs.name, { exact: true });
  await epochs.fill(String(EPOCHS));
  await epochs.blur();
  await trainColumn(page).getByRole("button", { name: text.train.train, exact: true }).click();
  await expect(page.locator(".train-progress")).toContainText(text.train.epochOf(EPOCHS, EPOCHS));
}

function strip(page: Page, className: string): Locator {
  return page.getByRole("img", { name: new RegExp(`^Weights of ${className}`) });
}

async function pixelsOf(canvas: Locator): Promise<string> {
  return canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
}

async function selectByLasso(page: Page, map: Locator): Promise<number> {
  await map.scrollIntoViewIfNeeded();
  const box = await map.boundingBox();
  if (!box) throw new Error("the map is not on the page");
  const selected = page.locator(".selected-pictures [role=status]");
  for (let top = 4; top + LASSO_SIDE < box.height; top += LASSO_SIDE / 2) {
    for (let left = 4; left + LASSO_SIDE < box.width; left += LASSO_SIDE / 2) {
      const corner = (x: number, y: number) => [box.x + left + x, box.y + top + y] as const;
      await page.mouse.move(...corner(0, 0));
      await page.mouse.down();
      await page.mouse.move(...corner(LASSO_SIDE, 0), { steps: 2 });
      await page.mouse.move(...corner(LASSO_SIDE, LASSO_SIDE), { steps: 2 });
      await page.mouse.move(...corner(0, LASSO_SIDE), { steps: 2 });
      await page.mouse.up();
      const said = (await selected.count()) === 0 ? "" : ((await selected.textContent()) ?? "");
      const number = Number.parseInt(said, 10);
      if (number >= 2) return number;
    }
  }
  throw new Error("no two pictures lie beside each other");
}

test("one can go back to an epoch, compare it, and move pictures from the map to another class", async ({
  page,
}) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await trainEpochs(page);
  await page.getByText(learningText.heading, { exact: true }).click();
  await expect(page.getByText(learningText.atNow(EPOCHS))).toBeVisible();
  const [first = "", ...others] = await classNames(page);
  const now = await pixelsOf(strip(page, first));

  const timeline = page.getByRole("slider", { name: learningText.timeline });
  await timeline.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText(learningText.shownAs(2))).toBeVisible();
  await expect(page.locator(".chart-step-mark").first()).toBeVisible();
  await expect(strip(page, first)).toHaveAccessibleName(/epoch 2/);
  expect(await pixelsOf(strip(page, first))).not.toBe(now);

  await page.getByLabel(learningText.compare).selectOption(learningText.compareOption(0));
  const maps = page.locator(".scatter");
  await expect(maps).toHaveCount(2);
  await expect(strip(page, first)).toHaveCount(2);
  await expect(
    page.getByRole("img", { name: new RegExp(`^Change of the weights of ${first}`) }),
  ).toBeVisible();

  await page.getByRole("button", { name: learningText.backToNow }).click();
  await page.getByLabel(learningText.compare).selectOption(learningText.compareNothing);
  await expect(maps).toHaveCount(1);
  expect(await pixelsOf(strip(page, first))).toBe(now);

  const number = await selectByLasso(page, maps);
  await expect(page.locator('.thumbnail[aria-selected="true"]')).toHaveCount(number);
  const owner = page
    .locator(".class-card", { has: page.locator('.thumbnail[aria-selected="true"]') })
    .first();
  const from = (await owner.locator(".class-name-input").inputValue()) || first;
  const target = [first, ...others].find((name) => name !== from) ?? first;
  const before = await thumbnailsOf(page, target).count();
  const tools = page.locator(".selected-pictures");
  await tools.getByRole("button", { name: text.collect.moveTo }).click();
  await tools.getByRole("button", { name: target, exact: true }).click();
  await expect.poll(() => thumbnailsOf(page, target).count()).toBeGreaterThan(before);
  await expect(page.getByText(learningText.overTimeMoved(number), { exact: false })).toBeVisible();

  await page.keyboard.press("Control+z");
  await expect.poll(() => thumbnailsOf(page, target).count()).toBe(before);
});

test("the map by likeness is made on request", async ({ page }) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await trainEpochs(page);
  await page.getByText(learningText.heading, { exact: true }).click();
  await page.getByLabel(learningText.arrangement).selectOption("neighbours");
  await expect(page.getByText(learningText.arrangementHelp.neighbours)).toBeVisible();
  await expect(page.getByRole("progressbar", { name: learningText.neighboursRunning })).toHaveCount(0);
  await expect(page.locator(".neighbour-state")).toHaveCount(0);
});
