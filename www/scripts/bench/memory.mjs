/** Measures what the page's pictures cost in memory, and how it scrolls through thousands of them. */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startPageServer } from "../serve.mjs";
import { heapsOf } from "./memory-heaps.mjs";
import { multiplyStoredPictures } from "./memory-prefill.mjs";
import { memoryOfBrowser, watchPeak } from "./memory-processes.mjs";
import { memoryRows } from "./memory-rows.mjs";
import { showAllPictures, timeScrolling } from "./memory-scroll.mjs";
import { createProfile, openBrowser } from "./visit-browser.mjs";
import * as visitor from "./visit-page.mjs";
import { writePictureFolders } from "./visit-pictures.mjs";

/** The built page; another one than usual is measured by naming its folder in the environment. */
const DIST = process.env.AFTERIMAGE_PAGE ?? join(import.meta.dirname, "../../dist");
const NUM_CLASSES = 5;
/** Each picture waits for the network; a slow machine needs a fifth of a second for one. */
const LONGEST_MILLIS_PER_PICTURE = 400;
const SETTLING_MILLIS = 3000;
const SCROLLS = 3;

/** @type {import("./row.d.mts").Measure} */
export async function measureMemory({
  quick,
  log,
  counts = quick ? [100] : [100, 1000, 5000],
  isPrefilled = false,
}) {
  const server = await startPageServer({ root: DIST });
  try {
    const measured = [];
    for (const numPictures of counts) {
      log(`${numPictures} pictures`);
      measured.push(await measureOne(server.address, numPictures, isPrefilled, log));
    }
    return memoryRows(measured);
  } finally {
    await server.close();
  }
}

async function measureOne(address, numPictures, isPrefilled, log) {
  const profile = await createProfile();
  const pictures = await writePictureFolders({
    numClasses: NUM_CLASSES,
    numPictures: isPrefilled ? NUM_CLASSES * 4 : numPictures,
  });
  try {
    const added = await addAll(address, profile, pictures.path, log);
    if (isPrefilled) await prefill(address, profile, numPictures);
    // Added just now, pictures are in the browser's memory; at the next visit they are on its disk.
    const returned = await visitAgain(address, profile, numPictures, log);
    // Copied pictures are there only at the next visit.
    const atFirst = isPrefilled ? { ...added, full: returned.atRest, scrolls: [] } : added;
    return { numPictures, isPrefilled, ...atFirst, returned };
  } finally {
    await pictures.remove();
    await profile.remove();
  }
}

async function addAll(address, profile, picturesFolder, log) {
  const browser = await openBrowser(profile);
  const { page } = browser;
  try {
    await page.waitForTimeout(SETTLING_MILLIS);
    const blank = await memoryOfBrowser(profile.folder);
    await visitor.noteMarks(page);
    await page.goto(`${address}?device=cpu`);
    await visitor.mark(page, "engineReady");
    const empty = await settled(browser, profile);
    const peak = watchPeak(profile.folder);
    const begin = performance.now();
    await visitor.addFolder(page, picturesFolder);
    await untilLookedAt(page, log);
    const addingMillis = performance.now() - begin;
    const peakBytes = await peak.stop();
    const full = await settled(browser, profile);
    await showAllPictures(page);
    const scrolls = await scrollSome(page, log);
    return { blank, empty, peakBytes, addingMillis, full, scrolls };
  } finally {
    await browser.close();
  }
}

async function visitAgain(address, profile, numPictures, log) {
  const browser = await openBrowser(profile);
  const { page } = browser;
  try {
    await visitor.noteMarks(page);
    await page.goto(`${address}?device=cpu`);
    await visitor.mark(page, "engineReady");
    await visitor.waitUntilTrainable(page);
    const atRest = await settled(browser, profile);
    await showAllPictures(page);
    const scrolls = await scrollSome(page, log);
    const afterScrolling = await settled(browser, profile);
    const found = await visitor.numPicturesShown(page);
    if (found !== numPictures)
      throw new Error(`${found} of ${numPictures} pictures came back after a reload.`);
    return { atRest, scrolls, afterScrolling };
  } finally {
    await browser.close();
  }
}

/** Says how far it has come, because thousands take minutes. */
async function untilLookedAt(page, log) {
  let isDone = false;
  const telling = (async () => {
    for (let seconds = 0; !isDone; seconds += 1) {
      await new Promise((resolveLater) => setTimeout(resolveLater, 1000));
      if (seconds % 20 !== 19) continue;
      const heads = await page.locator("#collect .column-head, #collect .class-count").allTextContents();
      log(heads.join(" · "));
    }
  })();
  try {
    await visitor.waitUntilTrainable(page, LONGEST_MILLIS_PER_PICTURE * 5000);
  } finally {
    isDone = true;
    await telling;
  }
}

/** After everything is written and what nobody needs is let go. */
async function settled({ context, page }, profile) {
  await page.locator(".status-saving").waitFor({ state: "detached" });
  await page.waitForTimeout(SETTLING_MILLIS);
  const heaps = await heapsOf(context, page);
  return { heaps, processes: await memoryOfBrowser(profile.folder) };
}

async function scrollSome(page, log) {
  const scrolls = [];
  for (let index = 0; index < SCROLLS; index += 1) {
    scrolls.push(await timeScrolling(page));
    const { medianMillis, slowMillis, numFrames, numLong } = scrolls.at(-1);
    log(
      `scrolling: ${numFrames} frames, median ${medianMillis.toFixed(1)} ms, 95 % within ${slowMillis.toFixed(1)} ms, ${numLong} long`,
    );
  }
  return scrolls;
}

async function prefill(address, profile, numPictures) {
  const browser = await openBrowser(profile);
  try {
    await browser.page.goto(`${address}favicon.svg`);
    await multiplyStoredPictures(browser.page, numPictures);
  } finally {
    await browser.close();
  }
}

const HELP = `Measures the page's memory and its scrolling.

  node scripts/bench/memory.mjs [--pictures 100,1000] [--prefilled]

--prefilled copies a few pictures within the browser's storage instead of adding so many.`;

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      pictures: { type: "string", default: "100" },
      prefilled: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) console.log(HELP);
  else {
    const counts = values.pictures.split(",").map(Number);
    const rows = await measureMemory({
      quick: false,
      log: console.log,
      counts,
      isPrefilled: values.prefilled,
    });
    for (const { what, unit, ours, note } of rows)
      console.log(`${what}: ${JSON.stringify(ours)} ${unit}  ${note ?? ""}`);
  }
}
