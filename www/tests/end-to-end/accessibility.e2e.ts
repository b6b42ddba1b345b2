/** What axe-core can find out about accessibility: nothing serious, at three widths, empty and trained. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { addSamples, openPage, train, waitUntilTrainable } from "./page-driver";
import { expect, test } from "./page-test";

const AXE_SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NARROWEST = 390;
const WIDEST = 1440;
const WIDTHS = [NARROWEST, 820, WIDEST];

interface AxeResults {
  violations: {
    id: string;
    impact: string | null;
    nodes: { target: unknown[]; failureSummary?: string }[];
  }[];
}

// The policy rightly refuses a script from outside, which axe is.
test.use({ bypassCSP: true });

test("nothing serious on the page, empty and trained, light and dark, at three widths", async ({ page }) => {
  await openPage(page);
  await expectNothingSerious(page, "empty");
  await addSamples(page);
  await waitUntilTrainable(page);
  await train(page);
  await expectNothingSerious(page, "trained");
});

test("nothing serious in any scene of the gallery", async ({ page }) => {
  await page.goto("gallery.html");
  const scenes = await page
    .locator(".gallery-bar a")
    .evaluateAll((links) => links.map((link) => link.textContent ?? ""));
  expect(scenes.length).toBeGreaterThan(5);
  test.setTimeout(scenes.length * 20_000);
  for (const scene of scenes) {
    await page.goto(`gallery.html#${scene}`);
    await expect(page.locator(`[data-scene="${scene}"]`)).toBeVisible();
    // Seventy scenes in all six ways would take most of an hour; each of the two halves has its own rules of style.
    await expectNothingSeriousAt(page, scene, "light", WIDEST);
    await expectNothingSeriousAt(page, scene, "dark", NARROWEST);
  }
});

async function expectNothingSerious(page: Page, state: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of WIDTHS) await expectNothingSeriousAt(page, state, colorScheme, width);
  }
}

async function expectNothingSeriousAt(
  page: Page,
  state: string,
  colorScheme: "light" | "dark",
  width: number,
): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
  const found = await seriousViolations(page);
  expect(found, `${state}, ${colorScheme}, ${width} pixels wide`).toEqual([]);
}

async function seriousViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ content: AXE_SOURCE });
  const results = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
    return axe.run();
  });
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary ?? ""}`),
    );
}
