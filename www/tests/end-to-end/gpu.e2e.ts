/** The GPU takes over from the CPU, on WebGPU played by the CPU so that it is the same on every machine; hence few pictures. */
import type { Page } from "@playwright/test";
import { depthsOf } from "../../src/state/deeper/depths";
import { initialNetwork } from "../../src/state/network/network-state";
import { text } from "../../src/text";
import { deeperText } from "../../src/text/deeper";
import { learningText } from "../../src/text/learning";
import { settingsText } from "../../src/text/settings";
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

const SIDE = 32;
const HEAD_EPOCHS = 2;
const LAST_BLOCK = 15;

/** One batch of small pictures an epoch: programs that play a graphics processor take their time. */
test("blocks of the network learn on the GPU, and the page says so", async ({ page }) => {
  await openPage(page, "gpu");
  await addSamples(page);
  await waitUntilTrainable(page);
  await expectDevice(page, "gpu");
  await trainColumn(page).getByText(text.train.advanced, { exact: true }).click();
  await setting(page, settingsText.pictureSide.name).selectOption(String(SIDE));
  await expect(page.getByText(text.undo.said({ did: "changedSide", side: SIDE })).first()).toBeVisible();
  await expectDevice(page, "gpu");
  await waitUntilTrainable(page);
  await fill(page, settingsText.batchSize.name, 64);
  await fill(page, settingsText.epochs.name, HEAD_EPOCHS);
  await train(page);

  await trainColumn(page).getByText(deeperText.heading, { exact: true }).click();
  await page
    .getByRole("radio", { name: deeperText.cutName(LAST_BLOCK, depthsOf(initialNetwork)) })
    .check({ force: true });
  const facts = page.locator(".depth-facts");
  await expect(facts).toContainText(deeperText.onFaster);
  await fill(page, settingsText.epochs.name, 1);
  await trainColumn(page)
    .getByRole("button", { name: text.train.trainMore(1), exact: true })
    .click();
  const progress = page.locator(".train-progress");
  await expect(progress).toContainText(text.train.epochOf(HEAD_EPOCHS + 1, HEAD_EPOCHS + 1), {
    timeout: SLOWEST_SELF_TEST_MILLIS,
  });
  await expect(progress).toContainText(text.train.finished);
  const said = deeperText.tuningDevice({ device: "gpu", why: { because: "asked" } });
  await expect(facts).toContainText(said);
  await expect(page.locator(".notice"), "it was neither refused nor left").toHaveCount(0);
  await expectDevice(page, "gpu");
  await page.locator(".status-details > summary").first().click();
  await expect(page.locator(".status-panel").first()).toContainText(said);
  await page.keyboard.press("Escape");
  const losses = page.getByRole("table", { name: text.train.lossChart }).getByRole("row").last();
  await expect(losses.getByRole("rowheader")).toHaveText("3");
  await expect(losses.getByRole("cell").first()).toHaveText(/^\d+\.\d+$/);
  await expectMovedOnGpu(page);
});

const setting = (page: Page, name: string) => trainColumn(page).getByLabel(name, { exact: true });

async function fill(page: Page, name: string, value: number): Promise<void> {
  await setting(page, name).fill(String(value));
  await setting(page, name).blur();
}

/** Layers that did not learn, or did so with numbers that are none, would not say how far they went. */
async function expectMovedOnGpu(page: Page): Promise<void> {
  await page.getByText(learningText.heading, { exact: true }).click();
  const layers = page.getByRole("slider", { name: deeperText.chartKeys });
  await expect(layers).toHaveAttribute("aria-valuetext", /^Block 16, expand, epoch 3: 0\.0*[1-9]/);
}
