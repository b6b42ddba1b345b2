/** Broken, odd and hostile files, all at once: none runs, none stops the page, and each is accounted for. */
import { text } from "../../src/text";
import { classNames, dropFiles, openPage, thumbnailsOf, waitUntilAllIsRead } from "./page-driver";
import { expect, test } from "./page-test";
import { BAD_FILES, fileName, filesIn, hasSharedData, WITHOUT_SHARED_DATA } from "./shared-data";

/** Those that no browser can make a picture of, whatever formats it knows. */
const NEVER_A_PICTURE = [
  "csv_ragged_quotes_and_formulas.csv",
  "heic_header_garbage.heic",
  "html_with_script.html",
  "json_nested_100000_deep.json",
  "png_header_says_60000x60000.png",
  "text_renamed.jpg",
  "txt_utf16.txt",
  "zero_bytes.jpg",
  "zip_no_images.zip",
];

test("all bad files at once leave a working page that says what it did not use", async ({ page }) => {
  test.skip(!hasSharedData, WITHOUT_SHARED_DATA);
  await openPage(page);
  const title = await page.title();
  await dropFiles(page, filesIn(BAD_FILES));

  // The zips are the last in the order of their names, and the well-formed one has two classes of four.
  await expect(thumbnailsOf(page, "green").nth(3)).toBeAttached({ timeout: 120_000 });
  await expect(thumbnailsOf(page, "red").nth(3)).toBeAttached();
  await waitUntilAllIsRead(page);

  const refusals = page.locator(".refusals li");
  for (const name of NEVER_A_PICTURE) await expect(refusals.filter({ hasText: name }), name).toHaveCount(1);
  const files = filesIn(BAD_FILES).map(fileName);
  expect(files).toEqual(expect.arrayContaining(NEVER_A_PICTURE));

  const names = await classNames(page);
  expect(names.length, "no endless class list").toBeLessThan(40);
  expect(await page.title(), "no script of theirs ran").toBe(title);
  expect(await page.locator("script:not([src]), iframe, object, embed").count()).toBe(0);
  await expect(page.getByRole("heading", { name: text.collect.heading })).toBeVisible();
});
