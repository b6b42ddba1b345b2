/** A host that isolates its pages gets the engine with threads; it learns, is ended and sees like the other builds. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { text } from "../../src/text";
import {
  addSamples,
  bestGuess,
  classNames,
  openPage,
  shownAccuracy,
  thumbnailsOf,
  train,
  waitUntilReady,
  waitUntilTrainable,
} from "./page-driver";
import { expect, test } from "./page-test";

const workersNamed = (page: Page, name: string) =>
  page.workers().filter((worker) => worker.url().includes(`/${name}-`));

test("an isolated page teaches with all its cores, and recovers when the engine is ended", async ({
  page,
}) => {
  await openPage(page, "cpu");
  await waitUntilReady(page);
  const numCores = await page.evaluate(() => Math.min(8, navigator.hardwareConcurrency));
  test.skip(numCores === 1, "one core has no threads to share");
  expect(workersNamed(page, "worker-cpu-threads")).toHaveLength(1);

  await addSamples(page);
  await waitUntilTrainable(page);
  await train(page);
  expect(await shownAccuracy(page)).toBeGreaterThanOrEqual(0.9);
  const [first = "", second = ""] = await classNames(page);
  await thumbnailsOf(page, first).nth(0).click();
  await expect(bestGuess(page)).toHaveText(first);

  await workersNamed(page, "worker-cpu-threads")[0]
    ?.evaluate(() => self.close())
    .catch(() => undefined);
  await expect(page.getByText(text.problems.problem({ kind: "engineRestarted" }))).toBeVisible();
  await thumbnailsOf(page, second).nth(0).click();
  await expect(bestGuess(page)).toHaveText(second);
});

test("an engine with threads that will not load makes room for the one without", async ({ page }) => {
  const names: string[] = [];
  page.on("request", (request) => names.push(new URL(request.url()).pathname.split("/").at(-1) ?? ""));
  await page.route(/engine-cpu-threads/, (route) =>
    route.fulfill({ status: 200, contentType: "application/wasm", body: "no wasm at all" }),
  );
  await openPage(page, "cpu");
  await waitUntilReady(page);
  expect(names.some((name) => name.startsWith("engine-cpu-threads"))).toBe(true);
  expect(names.some((name) => /^engine-cpu-(?!threads)/.test(name))).toBe(true);
  await expect(page.locator(".notice")).toHaveCount(0);
});

const FEATURE_LENGTH = 1280;
/** Features are between 0 and 6; the instructions of the builds round differently by far less than this. */
const LARGEST_DIFFERENCE = 1e-3;

test("every build sees the same in a picture", async ({ page }) => {
  await openPage(page, "cpu");
  await waitUntilReady(page);
  const features = await page.evaluate(featuresOfBuilds, await assetAddresses(page));
  const [plain = [], ...others] = features;
  expect(others).toHaveLength(2);
  expect(plain.filter((value) => value > 0).length).toBeGreaterThan(FEATURE_LENGTH / 10);
  for (const other of others) {
    expect(other).toHaveLength(FEATURE_LENGTH);
    const differences = other.map((value, neuron) => Math.abs(value - (plain[neuron] ?? Number.NaN)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(LARGEST_DIFFERENCE);
  }
});

interface Assets {
  workers: string[];
  weights: string;
}

/** Of all builds, whichever the page has chosen; relative to the page. */
async function assetAddresses(page: Page): Promise<Assets> {
  const folder = join(import.meta.dirname, "../..", process.env.AFTERIMAGE_PAGE ?? "dist", "assets");
  const names = await readdir(folder);
  const addressOf = (start: RegExp) => {
    const name = names.find((candidate) => start.test(candidate));
    if (name === undefined) throw new Error(`no asset like ${start}`);
    return new URL(`assets/${name}`, page.url()).href;
  };
  return {
    workers: [/^worker-cpu-(?!threads)/, /^worker-cpu-threads-/, /^worker-gpu-/].map(addressOf),
    weights: addressOf(/\.weights$/),
  };
}

/** Runs on the page: asks each worker by the page's own messages, one after the other. */
async function featuresOfBuilds({ workers, weights }: Assets): Promise<number[][]> {
  const side = 224;
  const file = new Uint8Array(await (await fetch(weights)).arrayBuffer());
  const pixels = Uint8Array.from({ length: side * side * 4 }, (_, index) => (index * 31) % 251);
  const found: number[][] = [];
  for (const address of workers) {
    const worker = new Worker(address, { type: "module" });
    const heard = (type: string) =>
      new Promise<{ event?: { kind: string; features?: Float32Array } }>((resolve, reject) => {
        worker.addEventListener("error", ({ message }) => reject(new Error(message)), { once: true });
        worker.addEventListener("message", ({ data }) => {
          if (data.type === type) resolve(data);
          if (data.type === "fatal") reject(new Error(data.detail));
        });
      });
    await heard("ready");
    const ask = async (command: object) => {
      const answer = heard("event");
      worker.postMessage({ type: "command", id: 1, command });
      return (await answer).event;
    };
    await ask({ kind: "receiveWeights", offset: 0, bytes: file, isLast: true });
    const event = await ask({ kind: "embed", exampleIds: [1], pixels, side });
    found.push([...(event?.features ?? [])]);
    worker.terminate();
  }
  return found;
}
