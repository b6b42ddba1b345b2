/** What the bench needs stays out of the page: peers are imported by the bench only, and so are its sentences. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const SOURCE = resolve(import.meta.dirname, "../../src");
const FILES = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(SOURCE, name), "utf8") }));

test.each(["onnxruntime-web", "@tensorflow/", "text/bench", "./en-bench"])("%s", (wanted) => {
  const importers = FILES.filter(({ text }) => new RegExp(`(from|import) "[^"]*${wanted}`).test(text));
  expect(importers.length).toBeGreaterThan(0);
  const strangers = importers
    .map(({ name }) => name)
    .filter((name) => !/^(bench\/|text\/bench\.ts$)/.test(name));
  expect(strangers).toEqual([]);
});

test("the page's build does not know the bench", () => {
  const config = readFileSync(resolve(SOURCE, "../vite.config.ts"), "utf8");
  expect(config).not.toContain("bench");
});
