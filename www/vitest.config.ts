/** Runs the page's unit tests; end-to-end tests are Playwright's. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"],
    exclude: ["tests/end-to-end/**", "node_modules/**"],
    environment: "node",
    // The machines that run this may have two cores and a compiler at work.
    testTimeout: 20_000,
  },
});
