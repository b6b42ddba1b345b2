/** The evaluation script measures a small folder of photographs, and its page does nothing by itself. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "./page-test";
import { folderOfClasses, hasSharedData, WITHOUT_SHARED_DATA } from "./shared-data";

const SCRIPT = resolve(import.meta.dirname, "../../scripts/evaluate.mjs");

test("prints one object with accuracy and deviation", async () => {
  test.skip(!hasSharedData, WITHOUT_SHARED_DATA);
  const folder = folderOfClasses("caltech12", ["airplanes", "grand_piano", "motorbikes"], 12);
  try {
    const given = [SCRIPT, folder.path, "--shots", "6", "--seeds", "2", "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, given);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ shots: 6, seeds: 2, classes: 3, pictures: 36, refused: 0, device: "cpu" });
    expect(result.accuracy).toBeGreaterThan(0.8);
    expect(result.deviation).toBeGreaterThanOrEqual(0);
    expect(result.accuracies).toHaveLength(2);
  } finally {
    folder.remove();
  }
});

test("the evaluation page is inert", async ({ page }) => {
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto("evaluate.html");
  await page.waitForTimeout(500);
  expect(requests.filter((address) => /\.(wasm|weights)$|worker/.test(address))).toEqual([]);
  expect(page.workers()).toEqual([]);
});
