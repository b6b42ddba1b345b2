/** From a pile of unsorted pictures to a classifier: groups, classes, supposed labels, and whether learning from them helps. */
import { deflateSync } from "node:zlib";
import type { Locator, Page } from "@playwright/test";
import { text } from "../../src/text";
import { unlabelledText } from "../../src/text/unlabelled";
import { pngOf } from "../inputs/hand-made-files";
import {
  classNames,
  openPage,
  shownAccuracy,
  thumbnailsOf,
  train,
  waitUntilAllIsRead,
  waitUntilReady,
} from "./page-driver";
import { expect, test } from "./page-test";

const KINDS = ["stripes", "dots", "plain"] as const;
type Kind = (typeof KINDS)[number];

test("unsorted pictures become classes, and the network supposes more of them", async ({ page }) => {
  await openPage(page);
  await waitUntilReady(page);
  const pile = page.locator(".pile-card");
  await addToPile(page, pile, pictures(7, 0));
  await waitUntilAllIsRead(page);

  await pile.getByRole("button", { name: unlabelledText.group }).click();
  const groups = pile.locator(".pile-group");
  await expect(groups.first()).toBeVisible();
  // However many fit best, as many as there are kinds can be asked for.
  for (let tries = 0; tries < 20 && (await wantedGroups(pile)) !== KINDS.length; tries += 1) {
    const isTooMany = (await wantedGroups(pile)) > KINDS.length;
    await pile.getByRole("button", { name: isTooMany ? unlabelledText.fewer : unlabelledText.more }).click();
  }
  await expect(groups).toHaveCount(KINDS.length);
  const kinds = new Map<number, Kind>();
  for (let index = 0; index < KINDS.length; index += 1) {
    const own = await kindsIn(groups.nth(index));
    expect(own.size, "a group holds one kind").toBe(1);
    for (const kind of own) kinds.set(index, kind);
  }

  const first = kinds.get(0) ?? "plain";
  await pile.getByLabel(unlabelledText.nameOf(1), { exact: true }).fill(first);
  await groups
    .first()
    .getByRole("button", { name: unlabelledText.makeClassOf(first) })
    .click();
  await expect(groups).toHaveCount(KINDS.length - 1);
  expect(await classNames(page)).toEqual([first]);
  await page.keyboard.press("Control+z");
  await expect(groups).toHaveCount(KINDS.length);
  await pile.getByRole("button", { name: unlabelledText.makeAll(KINDS.length) }).click();
  await expect(groups).toHaveCount(0);
  expect(await classNames(page)).toEqual([first, "Group 2", "Group 3"]);
  await train(page);
  expect(await shownAccuracy(page)).toBeGreaterThanOrEqual(0.5);

  await addToPile(page, pile, pictures(4, 50));
  await waitUntilAllIsRead(page);
  await pile.getByRole("button", { name: unlabelledText.suppose }).click();
  await pile.getByLabel(unlabelledText.threshold).fill("50");
  const classes = pile.locator(".pile-class");
  await expect(classes.first()).toBeVisible();
  const supposedFirst = classes.filter({ has: page.getByRole("heading", { name: first, exact: true }) });
  expect([...(await kindsIn(supposedFirst))]).toEqual([first]);
  const numFirst = await supposedFirst.locator(".pile-picture").count();
  const before = await thumbnailsOf(page, first).count();
  await supposedFirst.getByRole("button", { name: unlabelledText.acceptAllOf(numFirst, first) }).click();
  await expect(thumbnailsOf(page, first)).toHaveCount(before + numFirst);
  await expect(supposedFirst).toHaveCount(0);

  await pile.getByRole("button", { name: unlabelledText.compare }).click();
  const result = pile.locator(".pile-result");
  await expect(result.getByRole("rowheader")).toHaveCount(2);
  await expect(result.locator(".pile-difference b")).not.toBeEmpty();
  await result.getByRole("button", { name: unlabelledText.keepWith }).click();
  await expect(pile.locator(".pile-teaching")).toBeVisible();
  const teaching = await pile.locator(".pile-teaching span").textContent();
  await expect(page.locator(".train-progress").getByText(text.train.finished, { exact: true })).toBeVisible();

  await page.reload();
  await waitUntilReady(page);
  await expect(pile.locator(".pile-teaching span")).toHaveText(teaching ?? "");
  expect(await classNames(page)).toEqual([first, "Group 2", "Group 3"]);
});

interface PictureFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

async function addToPile(page: Page, pile: Locator, files: PictureFile[]): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  // The button of the invitation, and later that of the pile itself.
  const button = pile
    .getByRole("button", { name: text.collect.addFiles })
    .or(pile.getByRole("button", { name: unlabelledText.addFilesTo }));
  await button.first().click();
  await (await choosing).setFiles(files);
}

async function wantedGroups(pile: Locator): Promise<number> {
  return Number(await pile.locator(".pile-stepper output").textContent());
}

/** By the names of the files. */
async function kindsIn(place: Locator): Promise<Set<Kind>> {
  const labels = await place
    .locator(".pile-picture")
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label") ?? ""));
  return new Set(labels.flatMap((label) => KINDS.filter((kind) => label.startsWith(kind))));
}

function pictures(ofEach: number, from: number): PictureFile[] {
  return KINDS.flatMap((kind) =>
    Array.from({ length: ofEach }, (_, index) => ({
      name: `${kind} ${from + index}.png`,
      mimeType: "image/png",
      buffer: drawn(kind, from + index),
    })),
  );
}

const SIDE = 128;

/** Each a little different, because the same file twice would be one picture. */
function drawn(kind: Kind, number: number): Buffer {
  const rows: Buffer[] = [];
  const shift = number * 7;
  const size = 14 + (number % 5);
  for (let y = 0; y < SIDE; y += 1) {
    const row = Buffer.alloc(1 + SIDE * 3);
    for (let x = 0; x < SIDE; x += 1)
      row.set(colourAt(kind, x + shift, y + 2 * shift, size, number), 1 + x * 3);
    rows.push(row);
  }
  return Buffer.from(pngOf(SIDE, SIDE, deflateSync(Buffer.concat(rows))));
}

function colourAt(kind: Kind, x: number, y: number, size: number, number: number): number[] {
  const light = 200 + (number % 7) * 6;
  switch (kind) {
    case "stripes":
      return Math.floor(x / size) % 2 === 0 ? [light, 40, 40] : [250, 240, 230];
    case "dots": {
      const distance = Math.hypot((x % (2 * size)) - size, (y % (2 * size)) - size);
      return distance < size * 0.6 ? [30, 50, light - 40] : [225, 235, 250];
    }
    case "plain":
      return [40 + (y % SIDE) / 4, light - 60 - (x % SIDE) / 8, 60];
    default:
      return kind satisfies never;
  }
}
