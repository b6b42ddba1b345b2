/** Why: one value opened by its address as the sum that it is, and the evidence for a class, which adds up as well. */
import type { Locator, Page } from "@playwright/test";
import { text } from "../../src/text";
import { evidenceText } from "../../src/text/evidence";
import { explainText } from "../../src/text/explain";
import { addSamples, classNames, openPage, thumbnailsOf, train, waitUntilTrainable } from "./page-driver";
import { expect, test } from "./page-test";

test("a value is the sum that is shown, its inputs lead on, and the score is the sum of its neurons", async ({
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

  await openValue(page, "stem/3/10,10");
  await expect(page.locator(".value-formula-line .katex-html")).toBeVisible();
  await addsUpToItsValue(page, "relu6");
  await expect(page.getByRole("grid")).toHaveCount(3);

  // One step with the keyboard is another address and another sum.
  await page.getByRole("application", { name: explainText.mapLabel(10, 10) }).press("ArrowRight");
  await expect(page).toHaveURL(/#inside\/stem\/3\/10,11$/);
  await addsUpToItsValue(page, "relu6");

  await openValue(page, "blocks.2.depthwise/5/10,10");
  await addsUpToItsValue(page, "relu6");
  await symbolsLightUp(page);
  await page.getByRole("grid").getByRole("link").first().click();
  await expect(page).toHaveURL(/#inside\/blocks\.2\.expand\/5\/9,9$/);
  await addsUpToItsValue(page, "relu6");
  await page.locator(".product-list").getByRole("link").first().click();
  await expect(page).toHaveURL(/#inside\/blocks\.1\.project\/\d+\/9,9$/);
  await addsUpToItsValue(page, "none");

  await openValue(page, "classes/0/0,0");
  await addsUpToItsValue(page, "none");
  await evidenceInTry(page);
});

/** As a link somewhere else on the page would. */
async function openValue(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `inside/${place}`);
  await expect(page.locator(".value-sums[aria-busy=false] .value-result")).toBeVisible();
}

async function addsUpToItsValue(page: Page, activation: "none" | "relu6"): Promise<void> {
  await expect(page.locator(".value-sums[aria-busy=false] .value-result")).toBeVisible();
  const lines = page.locator(".value-sum tr");
  const shown = await numbersIn(lines.locator("td"));
  const kinds = await lines.evaluateAll((rows) =>
    rows.map((row) => ({ symbol: row.dataset.symbol, isTotal: row.dataset.total !== undefined })),
  );
  const end = kinds.findIndex(({ isTotal }) => isTotal);
  const sum = shown.slice(0, end).reduce((all, part) => all + part, 0);
  // Each number was rounded to thousandths.
  const tolerance = 0.0006 * (end + 2);
  expect(Math.abs(sum - (shown[end] ?? Number.NaN))).toBeLessThanOrEqual(tolerance);
  const skipIndex = kinds.findIndex(({ symbol }) => symbol === "skip");
  const skip = skipIndex < 0 ? 0 : (shown[skipIndex] ?? Number.NaN);
  const activated = activation === "relu6" ? Math.min(6, Math.max(0, sum)) : sum;
  const [value = Number.NaN] = await numbersIn(page.locator(".value-result b"));
  expect(Math.abs(activated + skip - value)).toBeLessThanOrEqual(tolerance);
}

async function symbolsLightUp(page: Page): Promise<void> {
  const view = page.locator(".value");
  await page.locator(".katex-html [data-symbol=weight]").hover();
  await expect(view).toHaveAttribute("data-lit", "weight");
  await page.getByRole("table", { name: explainText.kernel }).getByRole("cell").nth(4).hover();
  await expect(view).toHaveAttribute("data-lit-term", "4");
  await expect(view.locator("td[data-lit]")).toHaveCount(3);
  await view.getByRole("button", { name: explainText.legendOf("bias", FOR_WORDS) }).focus();
  await expect(view).toHaveAttribute("data-lit", "bias");
}

/** What a bias is called is the same for every layer. */
const FOR_WORDS = {
  name: "",
  kind: "depthwise",
  block: undefined,
  input: undefined,
  skip: undefined,
  channelsIn: 1,
  channelsOut: 1,
  kernel: 1,
  stride: 1,
  side: 1,
  activation: "none",
  numParameters: 0,
  numMultiplyAdds: 0,
} as const;

async function evidenceInTry(page: Page): Promise<void> {
  const column = page.getByRole("region", { name: text.try.heading, exact: true });
  await column.getByRole("button", { name: text.try.whereItLooks }).click();
  await column.getByRole("button", { name: evidenceText.neurons }).click();
  const total = column.locator(".neuron-sum-total");
  await expect(total).toBeVisible();
  const parts = await numbersIn(column.locator(".neuron-sum td:last-child"));
  const score = parts.pop() ?? Number.NaN;
  const sum = parts.reduce((all, part) => all + part, 0);
  expect(Math.abs(sum - score)).toBeLessThanOrEqual(0.006 * (parts.length + 1));
  // The map adds up to the same score as the neurons.
  const placeSums = column.locator(".evidence-sum td");
  // The map's answer may come after that of the neurons.
  await expect(placeSums.last()).toBeVisible();
  const places = await numbersIn(placeSums);
  expect(Math.abs((places.at(-1) ?? Number.NaN) - score)).toBeLessThanOrEqual(0.011);

  const blockEight = evidenceText.layer({ ...FOR_WORDS, block: 7 });
  await column.getByLabel(evidenceText.mapOf).selectOption({ label: blockEight });
  await expect(column.getByText(evidenceText.gradient(blockEight))).toBeVisible();
  await expect(column.getByRole("img", { name: evidenceText.overlay })).toBeVisible();

  await column.getByLabel(evidenceText.against).selectOption({ index: 1 });
  await expect(total.getByRole("rowheader")).toHaveText(evidenceText.lead);
  await expect(column.getByRole("img", { name: evidenceText.overlay })).toBeVisible();
}

async function numbersIn(cells: Locator): Promise<number[]> {
  const written = await cells.allInnerTexts();
  return written.map((number) => Number(number.replace("−", "-").replace(/[+=,\s]/g, "")));
}
