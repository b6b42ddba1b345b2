/** The GPU takes over from the CPU, on WebGPU played by the CPU so that it is the same on every machine; hence few pictures. */
import type { Page } from "@playwright/test";
import { text } from "../../src/text";
import {
  addFolder,
  addSamples,
  bestGuess,
  classNames,
  engineWorker,
  openPage,
  shownAccuracy,
  thumbnailsOf,
  train,
  trainColumn,
  waitUntilReady,
  waitUntilTrainable,
  waitUntilTrained,
} from "./page-driver";
import { expect, test } from "./page-test";
import { folderOfClasses, hasSharedData } from "./shared-data";

const SLOWEST_EMBEDDING_MILLIS = 10 * 60_000;
const SLOWEST_SELF_TEST_MILLIS = 5 * 60_000;

async function expectDevice(page: Page, device: "cpu" | "gpu"): Promise<void> {
  await expect(page.getByText(text.status.device(device)).first()).toBeVisible({
    timeout: SLOWEST_SELF_TEST_MILLIS,
  });
}

async function recognises(page: Page, name: string, index: number): Promise<void> {
  await thumbnailsOf(page, name).nth(index).click();
  await expect(bestGuess(page)).toHaveText(name);
}

const engineWorkers = (page: Page) =>
  page.workers().flatMap((worker) => /\/worker-(\w+(?:-fast)?)-/.exec(worker.url())?.[1] ?? []);

test("the GPU takes over what was learned on the CPU, and the CPU takes over when it goes away", async ({
  page,
}) => {
  let letArrive = () => {};
  const mayArrive = new Promise<void>((resolve) => {
    letArrive = resolve;
  });
  await page.route(/engine-gpu/, async (route) => {
    await mayArrive;
    await route.continue();
  });
  await openPage(page, "gpu");
  await waitUntilReady(page);
  await expectDevice(page, "cpu");
  await expect(page.getByText(text.status.gpuSearch("fetching"))).toBeVisible();
  await addSamples(page);
  await waitUntilTrainable(page);
  await train(page);
  const accuracy = await shownAccuracy(page);
  const names = await classNames(page);
  const [first = "", second = ""] = names;
  await recognises(page, first, 0);

  letArrive();
  await expectDevice(page, "gpu");
  expect(engineWorkers(page), "the other engine is not kept").toEqual(["gpu"]);
  expect(await shownAccuracy(page)).toBe(accuracy);
  expect(await classNames(page)).toEqual(names);
  await expect(page.locator("[data-waiting]"), "nothing is looked at again").toHaveCount(0);
  await expect(page.locator(".notice")).toHaveCount(0);
  await recognises(page, second, 1);
  await trainColumn(page)
    .getByRole("button", { name: /^Train \d+ more$/ })
    .click();
  await waitUntilTrained(page);
  expect(await shownAccuracy(page)).toBeGreaterThanOrEqual(0.9);

  await engineWorker(page)
    ?.evaluate(() => self.close())
    .catch(() => undefined);
  await expect(page.getByText(text.problems.problem({ kind: "gpuLost" }))).toBeVisible();
  await expectDevice(page, "cpu");
  expect(await classNames(page)).toEqual(names);
  await recognises(page, first, 2);
  expect(engineWorkers(page).filter((build) => build === "gpu")).toEqual([]);
});

test("pictures that are still being looked at are finished by whichever device is at work", async ({
  page,
}) => {
  await openPage(page, "gpu");
  const folder = hasSharedData
    ? folderOfClasses("caltech12", ["butterfly", "grand_piano", "motorbikes"], 10)
    : undefined;
  try {
    if (folder) await addFolder(page, folder.path);
    else await addSamples(page);
    await waitUntilTrainable(page, SLOWEST_EMBEDDING_MILLIS);
    await expectDevice(page, "gpu");
    await train(page);
    expect(await shownAccuracy(page)).toBeGreaterThanOrEqual(0.9);

    const [name = ""] = await classNames(page);
    await recognises(page, name, 0);
  } finally {
    folder?.remove();
  }
});
