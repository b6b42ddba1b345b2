/** What a visit without a GPU fetches: the small engine and the weights, once each, and nothing of the other builds. */
import type { Page } from "@playwright/test";
import { text } from "../../src/text";
import { addSamples, openPage, train, waitUntilReady, waitUntilTrainable } from "./page-driver";
import { expect, test } from "./page-test";

/** File names without the hash of their content. */
function watchRequests(page: Page): string[] {
  const names: string[] = [];
  page.on("request", (request) => {
    const name = new URL(request.url()).pathname.split("/").at(-1) ?? "";
    names.push(name.replace(/-[\w-]{8}(?=\.)/, ""));
  });
  return names;
}

for (const { says, open } of [
  { says: "an address that asks for the CPU", open: (page: Page) => openPage(page, "cpu") },
  { says: "a browser without an adapter", open: (page: Page) => page.goto(".") },
]) {
  test(`nothing of the GPU's engine is fetched with ${says}`, async ({ page }) => {
    const requests = watchRequests(page);
    const messages: string[] = [];
    page.on("console", (message) => messages.push(message.text()));
    await open(page);
    await waitUntilReady(page);
    await addSamples(page);
    await waitUntilTrainable(page);
    await train(page);
    await expect(page.getByText(text.status.device("cpu")).first()).toBeVisible();

    const ofEngines = requests.filter((name) => /^(worker|engine)-/.test(name));
    expect(ofEngines).toHaveLength(2);
    expect(ofEngines.filter((name) => name.includes("gpu"))).toEqual([]);
    expect(
      requests.filter((name) => name.endsWith(".weights")),
      "the page takes what was preloaded",
    ).toHaveLength(1);
    expect(messages, "the engine is compiled while it arrives, and no preload is for nothing").toEqual([]);
    expect(page.workers().filter((worker) => /\/worker-/.test(worker.url()))).toHaveLength(1);
  });
}
