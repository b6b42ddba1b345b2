/** The opened network: from the map down to one channel by mouse and by keyboard, addresses that hold, and the way back. */
import type { Page } from "@playwright/test";
import { text } from "../../src/text";
import { insideText } from "../../src/text/inside";
import {
  addSamples,
  classNames,
  openPage,
  tabTo,
  thumbnailsOf,
  train,
  waitUntilReady,
  waitUntilTrainable,
} from "./page-driver";
import { expect, test } from "./page-test";

test("the network opens, shows its layers at work, and is walked by mouse and by keyboard", async ({
  page,
}) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await train(page);
  const [firstName = ""] = await classNames(page);

  await page.getByRole("button", { name: text.inside.open }).click();
  await expect(page).toHaveURL(/#inside\/map$/);
  // Nothing is in hand yet, and one click changes that.
  await panel(page).getByRole("button", { name: insideText.useFirst }).click();
  await expect(maps(page)).not.toHaveCount(0);
  expect(await maps(page).count()).toBeGreaterThan(100);
  await expect(panel(page).locator("[data-leading] .map-class-name")).toHaveText(firstName);

  await walkByMouse(page);
  await walkByKeyboard(page);
  await sortByClass(page, firstName);
  await reloadAtPlace(page, firstName);
});

function panel(page: Page) {
  return page.getByRole("region", { name: insideText.label, exact: true });
}

function maps(page: Page) {
  return panel(page).locator(".field-map");
}

function crumb(page: Page) {
  return panel(page).locator(".crumbs [aria-current=page]");
}

async function walkByMouse(page: Page): Promise<void> {
  await panel(page)
    .getByRole("link", { name: /^Block 4: / })
    .click();
  await expect(page).toHaveURL(/#inside\/blocks\.3$/);
  await expect(maps(page)).not.toHaveCount(0);
  await panel(page)
    .getByRole("link", { name: /^expand / })
    .click();
  await expect(page).toHaveURL(/#inside\/blocks\.3\.expand$/);
  const grid = panel(page).getByRole("listbox");
  await grid.hover({ position: { x: 20, y: 20 } });
  await expect(panel(page).locator(".channel-preview p")).toHaveText(/channel \d+, /);
  await grid.click({ position: { x: 20, y: 20 } });
  await expect(page).toHaveURL(/#inside\/blocks\.3\.expand\/\d+$/);
  await expect(page.locator(".neuron")).toBeVisible();
  await page.goBack();
  await scrolledPlaceIsKept(page);
  for (const address of [/blocks\.3$/, /map$/]) {
    await page.goBack();
    await expect(page).toHaveURL(address);
  }
  await page.goForward();
  await expect(crumb(page)).toHaveText(insideText.block(3));
  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
  await expect(page.getByRole("button", { name: text.inside.open })).toBeFocused();
}

/** A channel far down opens at its beginning, and the way back leads to where it was opened. */
async function scrolledPlaceIsKept(page: Page): Promise<void> {
  await expect(page).toHaveURL(/blocks\.3\.expand$/);
  const column = page.locator(".column.train");
  const grid = panel(page).getByRole("listbox");
  await expect(grid).toBeVisible();
  const scrollTop = () => column.evaluate((element) => Math.round(element.scrollTop));
  await column.evaluate((element) => {
    element.scrollTop = 500;
  });
  const before = await scrollTop();
  expect(before).toBeGreaterThan(100);
  const [box, frame] = [await grid.boundingBox(), await column.boundingBox()];
  if (!box || !frame) throw new Error("nothing is drawn");
  await page.mouse.click(box.x + 20, frame.y + frame.height / 2);
  await expect(page).toHaveURL(/#inside\/blocks\.3\.expand\/\d+$/);
  await expect(crumb(page)).toBeInViewport();
  await page.goBack();
  await expect(page).toHaveURL(/blocks\.3\.expand$/);
  await expect.poll(scrollTop).toBe(before);
}

async function walkByKeyboard(page: Page): Promise<void> {
  await page.keyboard.press("Enter");
  await expect(crumb(page)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/#inside\/blocks\.4$/);
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/#inside\/blocks\.3$/);
  await expect(maps(page)).not.toHaveCount(0);
  // One stop for the whole field; from there the arrow keys lead on.
  await tabTo(page, panel(page).locator('.field-link[tabindex="0"]'));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#inside\/blocks\.3\.depthwise$/);
  await tabTo(page, panel(page).getByRole("listbox"));
  await page.keyboard.press("ArrowDown");
  await expect(panel(page).getByRole("listbox").getByRole("option")).toHaveAttribute(
    "aria-label",
    /channel \d+, /,
  );
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#inside\/blocks\.3\.depthwise\/\d+$/);
  // The focus goes to the name of the place, from where the arrow keys lead to the neighbours.
  await expect(crumb(page)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(page).toHaveURL(/#inside\/blocks\.3\.expand\/\d+$/);
}

async function sortByClass(page: Page, name: string): Promise<void> {
  await page.evaluate(() => {
    location.hash = "inside/head";
  });
  const grid = panel(page).getByRole("listbox");
  await expect(grid).toBeVisible();
  await panel(page)
    .getByLabel(insideText.sortBy)
    .selectOption({ label: insideText.sortClass(name) });
  await grid.focus();
  await page.keyboard.press("Home");
  await expect(panel(page).getByRole("listbox").getByRole("option")).toHaveAttribute(
    "aria-label",
    /, d = \d/,
    {
      timeout: 120_000,
    },
  );
}

async function reloadAtPlace(page: Page, name: string): Promise<void> {
  await page.evaluate(() => {
    location.hash = "inside/blocks.6.project/11";
  });
  await expect(crumb(page)).toHaveText(insideText.channel(11));
  await page.reload();
  await waitUntilReady(page);
  await expect(crumb(page)).toHaveText(insideText.channel(11));
  await expect(page).toHaveURL(/#inside\/blocks\.6\.project\/11$/);
  await thumbnailsOf(page, name).first().click();
  await page.evaluate(() => {
    location.hash = "inside/nothing/of/the/kind";
  });
  await expect(page).toHaveURL(/#inside\/map$/);
  await expect(maps(page)).not.toHaveCount(0);
}
