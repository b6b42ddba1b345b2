/** Drives bench.html in a headless Chromium, and gives what it found. */
import { HARDWARE_GPU_ARGUMENTS, launchChromium, SOFTWARE_GPU_ARGUMENTS } from "../launch-chromium.mjs";

/** As bench.html says it itself. */
export const BENCH_PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' blob: 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "connect-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * @param {string} address of the folder that bench.html is in
 * @returns the page's `BenchResult`, and which browser it was
 */
export async function measureInPage(address, { request, isHardware, log }) {
  const browser = await launchChromium(isHardware ? HARDWARE_GPU_ARGUMENTS : SOFTWARE_GPU_ARGUMENTS);
  try {
    const page = await browser.newPage();
    const gone = new Promise((_, reject) => {
      page.on("crash", () =>
        reject(new Error("The browser's page crashed, most likely for lack of memory.")),
      );
      browser.on("disconnected", () => reject(new Error("The browser ended in the middle.")));
    });
    gone.catch(() => {});
    await page.exposeFunction("afterimageBenchProgress", ({ sentence }) => log(sentence));
    await page.goto(new URL("bench.html", address).href);
    await page.waitForFunction(() => window.afterimageBench !== undefined);
    const result = await Promise.race([
      page.evaluate((asked) => window.afterimageBench(asked), request),
      gone,
    ]);
    return { ...result, browser: `Chromium ${browser.version()}`, isHardware };
  } finally {
    await browser.close();
  }
}
