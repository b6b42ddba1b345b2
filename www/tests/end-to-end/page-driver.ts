/** What a learner does on the page, in the words of the page. */
import { readFileSync } from "node:fs";
import type { Locator, Page, Worker } from "@playwright/test";
import { text } from "../../src/text";
import { expect } from "./page-test";
import { fileName } from "./shared-data";

const MINUTE_MILLIS = 60_000;

export type TestDevice = "cpu" | "gpu";

/**
 * `device` in the address spares the measuring, and makes the test the same on every machine. The page begins on
 * the CPU all the same.
 */
export async function openPage(page: Page, device: TestDevice = "cpu"): Promise<void> {
  await page.goto(`?device=${device}`);
}

/** The network answers; whether on the device that was asked for is another question. */
export async function waitUntilReady(page: Page): Promise<void> {
  await expect(page.locator('[data-engine="ready"]')).toBeVisible();
}

export async function addSamples(page: Page): Promise<void> {
  await page.getByRole("button", { name: text.collect.trySamples }).click();
}

export async function addFolder(page: Page, path: string): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: text.collect.chooseFolder }).click();
  await (await choosing).setFiles(path);
}

/** All files at once, dropped on the page as from a file manager. */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const files = paths.map((path) => ({
    name: fileName(path),
    base64: readFileSync(path).toString("base64"),
  }));
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, files);
  for (const type of ["dragenter", "dragover", "drop"]) {
    await page.dispatchEvent("body", type, { dataTransfer: transfer });
  }
  await transfer.dispose();
}

/** No file is being read any more, and no picture waits for the network. */
export async function waitUntilAllIsRead(page: Page, timeout = 4 * MINUTE_MILLIS): Promise<void> {
  const pending = page.locator("[data-waiting]").or(collectColumn(page).getByRole("progressbar"));
  await expect(pending).toHaveCount(0, { timeout });
}

export function collectColumn(page: Page): Locator {
  return page.getByRole("region", { name: text.collect.heading, exact: true });
}

/** The middle of the page; the bar of steps below a narrow page has buttons of the same names. */
export function trainColumn(page: Page): Locator {
  return page.getByRole("region", { name: text.train.heading, exact: true });
}

export function trainButton(page: Page): Locator {
  return trainColumn(page).getByRole("button", { name: text.train.train, exact: true });
}

/** The network has looked at every picture, so that training may begin. */
export async function waitUntilTrainable(page: Page, timeout = 4 * MINUTE_MILLIS): Promise<void> {
  await expect(trainButton(page)).toBeEnabled({ timeout });
  // Two classes may be ready while the pictures of a third are still being read.
  await waitUntilAllIsRead(page, timeout);
  await expect(trainButton(page)).toBeEnabled();
}

export async function train(page: Page): Promise<void> {
  await trainButton(page).click();
  await waitUntilTrained(page);
}

export async function waitUntilTrained(page: Page): Promise<void> {
  const progress = page.locator(".train-progress");
  await expect(progress.getByText(text.train.finished, { exact: true })).toBeVisible({
    timeout: 3 * MINUTE_MILLIS,
  });
}

/** As the page shows it: the share of pictures held back that it gets right, 0 to 1. */
export async function shownAccuracy(page: Page): Promise<number> {
  const shown = await page.locator(".headline b").textContent();
  return Number.parseFloat(shown ?? "") / 100;
}

export function confusionCells(page: Page): Locator {
  return page.getByRole("table", { name: text.train.confusionLabel }).getByRole("button");
}

export async function classNames(page: Page): Promise<string[]> {
  return page
    .locator(".class-name-input")
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
}

export function thumbnailsOf(page: Page, className: string): Locator {
  return page.getByRole("listbox", { name: text.collect.picturesOf(className) }).getByRole("option");
}

/** The pixels of a thumbnail as a PNG file: a picture that the page has certainly not seen as a file. */
export async function fileFromThumbnail(thumbnail: Locator) {
  const dataUrl = await thumbnail.locator("img").evaluate(async (element) => {
    const image = element as HTMLImageElement;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    return canvas.toDataURL("image/png");
  });
  const buffer = Buffer.from(dataUrl.slice(dataUrl.indexOf(",") + 1), "base64");
  return { name: "picture.png", mimeType: "image/png", buffer };
}

export async function classifyFile(page: Page, file: { name: string; mimeType: string; buffer: Buffer }) {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: text.try.file }).click();
  await (await choosing).setFiles(file);
}

export function answerBars(page: Page): Locator {
  return page.getByRole("list", { name: text.try.bars });
}

/** Name of the class that the network finds most likely. */
export function bestGuess(page: Page): Locator {
  return answerBars(page).locator("[data-leading] .class-bar-name");
}

export function engineWorker(page: Page): Worker | undefined {
  return page.workers().find((worker) => /\/worker-[^/]*\.js$/.test(worker.url()));
}

/** Presses the tab key until the element has the focus, as someone without a mouse does. */
export async function tabTo(page: Page, target: Locator, most = 120): Promise<void> {
  for (let pressed = 0; pressed <= most; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tab key did not reach ${target} in ${most} steps`);
}
