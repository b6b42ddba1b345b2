/** A Chromium with a profile of its own on disk, as a visitor has one, for as long as a measurement takes. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumLaunchOptions } from "../launch-chromium.mjs";

/** A wide window, where all three columns are seen. */
const VIEWPORT = { width: 1440, height: 900 };

/** An empty profile. A context in memory would keep pictures and caches in memory that belong on the disk. */
export async function createProfile() {
  const folder = await mkdtemp(join(tmpdir(), "afterimage-profile-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Opens it with one empty page; what the profile kept of earlier visits is there again. */
export async function openBrowser(
  profile,
  { chromiumArguments = [], viewport = VIEWPORT, bypassCSP = false } = {},
) {
  // Only now, because it takes a second to load and a wrong option should be told at once.
  const { chromium } = await import("@playwright/test");
  const context = await chromium.launchPersistentContext(profile.folder, {
    ...chromiumLaunchOptions(chromiumArguments),
    viewport,
    bypassCSP,
    reducedMotion: "reduce",
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return { context, page, close: () => context.close() };
}
