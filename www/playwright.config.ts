/** End-to-end tests of the built page, in Chromium, served from a sub-path as a static host may do. */
import { defineConfig } from "@playwright/test";
import { chromiumLaunchOptions, SOFTWARE_GPU_ARGUMENTS } from "./scripts/launch-chromium.mjs";

const PORT = Number(process.env.AFTERIMAGE_TEST_PORT ?? 4187);
const BASE = "/some/where/";
const ADDRESS = `http://127.0.0.1:${PORT}${BASE}`;
/** The same page from a host that isolates it, so that its workers may share memory. */
const ISOLATED_PORT = PORT + 1;
const ISOLATED_ADDRESS = `http://127.0.0.1:${ISOLATED_PORT}${BASE}`;
/** The built page; another one than usual is tested by naming its folder in the environment. */
const PAGE = process.env.AFTERIMAGE_PAGE ?? "dist";
const MINUTE_MILLIS = 60_000;

export default defineConfig({
  testDir: "tests/end-to-end",
  testMatch: "**/*.e2e.ts",
  // The engine uses all the machine has, and a test that passes only sometimes is a finding, not an accident.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 6 * MINUTE_MILLIS,
  expect: { timeout: MINUTE_MILLIS },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    baseURL: ADDRESS,
    trace: "off",
    screenshot: "only-on-failure",
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
  },
  projects: [
    {
      name: "cpu",
      testIgnore: ["**/gpu.e2e.ts", "**/threads.e2e.ts"],
      use: { launchOptions: chromiumLaunchOptions() },
    },
    {
      name: "threads",
      testMatch: "**/threads.e2e.ts",
      use: { baseURL: ISOLATED_ADDRESS, launchOptions: chromiumLaunchOptions() },
    },
    {
      name: "software-gpu",
      testMatch: "**/gpu.e2e.ts",
      timeout: 15 * MINUTE_MILLIS,
      use: { launchOptions: chromiumLaunchOptions(SOFTWARE_GPU_ARGUMENTS) },
    },
  ],
  webServer: [pageServer(PORT, ADDRESS), pageServer(ISOLATED_PORT, ISOLATED_ADDRESS, "--isolated")],
});

function pageServer(port: number, url: string, ...options: string[]) {
  return {
    command: `node scripts/serve.mjs ${PAGE} --port ${port} --base ${BASE} ${options.join(" ")}`.trim(),
    url,
    reuseExistingServer: false,
    stdout: "ignore" as const,
    timeout: 20_000,
  };
}
