/** A host that isolates its pages gets the engine with threads; it learns, is ended and comes back like the other. */
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
