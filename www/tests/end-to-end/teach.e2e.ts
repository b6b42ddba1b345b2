/** The main path: from a cold visit to a classifier that is right, on the CPU device. */
import { text } from "../../src/text";
import { evidenceText } from "../../src/text/evidence";
import {
  addFolder,
  addSamples,
  bestGuess,
  classifyFile,
  classNames,
  confusionCells,
  fileFromThumbnail,
  openPage,
  shownAccuracy,
  thumbnailsOf,
  train,
  waitUntilTrainable,
} from "./page-driver";
import { expect, test } from "./page-test";
import { folderOfClasses, hasSharedData, WITHOUT_SHARED_DATA } from "./shared-data";

test("the sample pictures are learned after two clicks, and a picture is recognised", async ({ page }) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await train(page);
  expect(await shownAccuracy(page)).toBeGreaterThanOrEqual(0.9);

  const names = await classNames(page);
  expect(names.length).toBeGreaterThanOrEqual(3);
  await expect(confusionCells(page)).toHaveCount(names.length ** 2);

  for (const name of names.slice(0, 2)) {
    const file = await fileFromThumbnail(thumbnailsOf(page, name).first());
    await classifyFile(page, file);
    await expect(bestGuess(page)).toHaveText(name);
  }

  await page.getByRole("button", { name: text.try.whereItLooks }).click();
  await expect(page.getByRole("img", { name: evidenceText.overlay })).toBeVisible();
  const numbers = await page.locator(".evidence-sum td").allInnerTexts();
  const [speaksFor = 0, speaksAgainst = 0, bias = 0, score = 0] = numbers.map((number) =>
    Number(number.replace("−", "-")),
  );
  expect(speaksFor).toBeGreaterThan(0);
  // Four numbers that were each rounded to hundredths.
  expect(Math.abs(speaksFor + speaksAgainst + bias - score)).toBeLessThanOrEqual(0.0201);
});

test("three classes of photographs are learned from a folder", async ({ page }) => {
  test.skip(!hasSharedData, WITHOUT_SHARED_DATA);
  const folder = folderOfClasses("caltech12", ["butterfly", "grand_piano", "motorbikes"], 20);
  try {
    await openPage(page);
    await addFolder(page, folder.path);
    await waitUntilTrainable(page);
    expect((await classNames(page)).sort()).toEqual(["butterfly", "grand_piano", "motorbikes"]);
    await train(page);
    expect(await shownAccuracy(page)).toBeGreaterThanOrEqual(0.9);
  } finally {
    folder.remove();
  }
});
