/** The main path without a mouse. */
import { text } from "../../src/text";
import {
  answerBars,
  bestGuess,
  classNames,
  confusionCells,
  openPage,
  tabTo,
  thumbnailsOf,
  trainButton,
  waitUntilTrainable,
  waitUntilTrained,
} from "./page-driver";
import { expect, test } from "./page-test";

test("from the first visit to an answer with nothing but the keyboard", async ({ page }) => {
  await openPage(page);
  await tabTo(page, page.getByRole("button", { name: text.collect.trySamples }));
  await page.keyboard.press("Enter");
  await waitUntilTrainable(page);
  const [name = ""] = await classNames(page);

  await tabTo(page, trainButton(page));
  await page.keyboard.press("Enter");
  await waitUntilTrained(page);

  const cells = confusionCells(page);
  await tabTo(page, cells.first());
  await page.keyboard.press("ArrowRight");
  await expect(cells.nth(1)).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(cells.first()).toHaveAttribute("aria-pressed", "true");

  await tabTo(page, thumbnailsOf(page, name).and(page.locator("[tabindex='0']")));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(answerBars(page)).toBeVisible();
  await expect(bestGuess(page)).toHaveText(name);
});
