/** The main path on WebGPU, played by the CPU so that it is the same on every machine; hence few pictures. */
import { text } from "../../src/text";
import {
  addFolder,
  addSamples,
  bestGuess,
  classNames,
  openPage,
  shownAccuracy,
  thumbnailsOf,
  train,
  waitUntilTrainable,
} from "./page-driver";
import { expect, test } from "./page-test";
import { folderOfClasses, hasSharedData } from "./shared-data";

const SLOWEST_EMBEDDING_MILLIS = 10 * 60_000;

test("pictures are learned on software WebGPU", async ({ page }) => {
  await openPage(page, "gpu");
  const folder = hasSharedData
    ? folderOfClasses("caltech12", ["butterfly", "grand_piano", "motorbikes"], 10)
    : undefined;
  try {
    if (folder) await addFolder(page, folder.path);
    else await addSamples(page);
    await waitUntilTrainable(page, SLOWEST_EMBEDDING_MILLIS);
    await expect(page.getByText(text.status.device("gpu")).first()).toBeVisible();
    await train(page);
    expect(await shownAccuracy(page)).toBeGreaterThanOrEqual(0.9);

    const [name = ""] = await classNames(page);
    await thumbnailsOf(page, name).first().click();
    await expect(bestGuess(page)).toHaveText(name);
  } finally {
    folder?.remove();
  }
});
