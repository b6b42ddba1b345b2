/** One channel of the network, opened by its address: its kernel, what excites it, the answer without it, what it likes. */
import type { Page } from "@playwright/test";
import { lite0Layers } from "../../src/gallery/lite0-layers";
import { neuronText } from "../../src/text/neuron";
import { addSamples, classNames, openPage, thumbnailsOf, train, waitUntilTrainable } from "./page-driver";
import { expect, test } from "./page-test";

const LAYER = "blocks.2.depthwise";
const layerNamed = (name: string) => lite0Layers(3).find((info) => info.name === name);
const CHANNEL = 5;

test("a channel shows what it is made of, what excites it, and what the answer is without it", async ({
  page,
}) => {
  await openPage(page);
  await addSamples(page);
  await waitUntilTrainable(page);
  await train(page);
  const names = await classNames(page);
  await thumbnailsOf(page, names[0] ?? "")
    .first()
    .click();
  await openChannel(page);

  await expect(page.getByRole("table", { name: neuronText.kernel }).getByRole("cell")).toHaveCount(9);
  await walkTheMap(page);
  await surveyPictures(page);
  await silence(page, names.length);
  await growTwoRounds(page);

  // The channel that it reads is one click away, and has a list of inputs instead of a kernel.
  await page
    .locator(".neuron-purpose")
    .getByRole("link", { name: neuronText.channel(layerNamed("blocks.2.expand"), CHANNEL) })
    .click();
  await expect(page).toHaveURL(/#inside\/blocks\.2\.expand\/5$/);
  await expect(part(page, neuronText.made).getByRole("listitem")).toHaveCount(10);
});

/** As a link somewhere else on the page would. */
async function openChannel(page: Page): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `inside/${LAYER}/${CHANNEL}`);
  await expect(page.locator(".neuron")).toBeVisible();
}

function part(page: Page, name: string) {
  return page.getByRole("region", { name, exact: true });
}

async function walkTheMap(page: Page): Promise<void> {
  const seen = part(page, neuronText.seen);
  const map = seen.getByRole("application");
  await map.focus();
  await page.keyboard.press("ArrowRight");
  await expect(seen.getByRole("status")).toHaveText(/^Row \d+, column \d+: /);
}

async function surveyPictures(page: Page): Promise<void> {
  const pictures = part(page, neuronText.pictures);
  const offer = pictures.locator(".survey-offer").getByRole("button");
  const shown = pictures.locator(".exciting-picture");
  // A quick look through the pictures begins by itself.
  // On a busy machine it is offered instead.
  await expect(async () => {
    if (await offer.isVisible()) await offer.click();
    await expect(shown).toHaveCount(12, { timeout: 5000 });
  }).toPass();
  const strongest = await shown.locator(".numbers").allInnerTexts();
  const values = strongest.map(Number);
  expect(values).toEqual(values.toSorted((one, other) => other - one));
  await shown.nth(1).click();
  await expect(shown.nth(1)).toHaveAttribute("aria-pressed", "true");
  await expect(part(page, neuronText.classes).locator(".class-strips li").first()).toBeVisible();
}

async function silence(page: Page, numClasses: number): Promise<void> {
  const without = part(page, neuronText.silence);
  await without.getByRole("switch").check();
  const changes = without.getByRole("list", { name: neuronText.changesLabel });
  await expect(changes.getByRole("listitem")).toHaveCount(numClasses);
  await expect(without.getByRole("status")).toHaveText(/^Without this one channel, /);
  await without
    .getByRole("button", { name: neuronText.silencedRemove(neuronText.channel(layerNamed(LAYER), CHANNEL)) })
    .click();
  await expect(changes).toHaveCount(0);
}

async function growTwoRounds(page: Page): Promise<void> {
  const grown = part(page, neuronText.grown);
  await grown.getByRole("button", { name: neuronText.grow }).click();
  const steps = grown.getByText(/^Step \d+ of \d+$/);
  const step = async () => Number((await steps.textContent())?.match(/\d+/)?.[0]);
  await expect.poll(step).toBeGreaterThanOrEqual(8);
  await grown.getByRole("button", { name: neuronText.growPause }).click();
  await expect(grown.getByRole("button", { name: neuronText.growAgain })).toBeVisible();
  // What was asked for before the pause may still arrive, and nothing after it.
  await page.waitForTimeout(1500);
  const paused = await step();
  await page.waitForTimeout(1500);
  expect(await step()).toBe(paused);
  await expect(grown.getByRole("img", { name: /excitement/ }).first()).toBeVisible();
}
