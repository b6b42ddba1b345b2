/** Weighing the built page: what is imported counts, what is fetched later does not, and one engine's worker does. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engineBuilds, engineFiles, filesOfFirstPaint } from "../../scripts/bench/visit-files.mjs";
import { BUDGETS, tableOf, weighPage } from "../../scripts/check-size.mjs";

let dist: string;

const PAGE = `<!doctype html>
<link rel="icon" href="./favicon.svg" />
<script type="module" crossorigin src="./assets/index-AAAA1111.js"></script>
<link rel="modulepreload" crossorigin href="./assets/app-BBBB2222.js">
<link rel="stylesheet" crossorigin href="./assets/app-CCCC3333.css">`;

const FILES = {
  "index-AAAA1111.js":
    'import{a as b}from"./app-BBBB2222.js";import"./side-DDDD4444.js";const later=()=>import("./charts-EEEE5555.js");',
  "app-BBBB2222.js": 'export{c as a}from"./words-FFFF6666.js";',
  "app-CCCC3333.css": "body{margin:0}",
  "side-DDDD4444.js": "1;",
  "words-FFFF6666.js": "const c=`./not-an-import.js`;export{c};",
  "charts-EEEE5555.js": "2;",
  "worker-cpu-GGGG7777.js": "const wasm=new URL(`engine-cpu-11112222.wasm`,import.meta.url);",
  "worker-cpu-threads-HHHH8888.js":
    "const wasm=new URL('engine-threads-33334444.wasm',import.meta.url);/* more */",
  "worker-gpu-IIII9999.js": 'const wasm=new URL("engine-gpu-55556666.wasm",import.meta.url);',
  "worker-thread-JJJJ0000.js": "3;",
  "engine-cpu-11112222.wasm": "cpu",
  "engine-threads-33334444.wasm": "fast",
  "engine-gpu-55556666.wasm": "gpu",
};

beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), "check-size-test-"));
  mkdirSync(join(dist, "assets"));
  writeFileSync(join(dist, "index.html"), PAGE);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(dist, "assets", name), text);
});

afterAll(() => rmSync(dist, { recursive: true }));

test("a first paint needs what the page names and what that imports", async () => {
  const names = (await filesOfFirstPaint(dist)).map((path) => basename(path));
  expect(names).toEqual([
    "app-BBBB2222.js",
    "app-CCCC3333.css",
    "index-AAAA1111.js",
    "side-DDDD4444.js",
    "words-FFFF6666.js",
  ]);
});

test("each engine has its own worker and wasm", async () => {
  expect(await engineBuilds(dist)).toEqual(["cpu", "cpu-threads", "gpu"]);
  const files = await engineFiles(dist, "cpu");
  expect(basename(files.worker)).toBe("worker-cpu-GGGG7777.js");
  expect(basename(files.wasm)).toBe("engine-cpu-11112222.wasm");
  expect(basename((await engineFiles(dist, "cpu-threads")).wasm)).toBe("engine-threads-33334444.wasm");
  expect(basename((await engineFiles(dist, "gpu")).wasm)).toBe("engine-gpu-55556666.wasm");
});

test("the largest of the workers for the CPU is weighed, and too much is told", async () => {
  const parts = await weighPage(dist);
  expect(parts.map(({ most }) => most)).toEqual([
    BUDGETS.codeBeforePicture,
    BUDGETS.cpuWasm,
    BUDGETS.cpuWasm,
    BUDGETS.gpuWasm,
  ]);
  const [code] = parts;
  expect(code?.files.map(({ name }) => name)).toContain("worker-cpu-threads-HHHH8888.js");
  expect(code?.files).toHaveLength(6);
  expect(code?.bytes).toBe(code?.files.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(tableOf(parts)).not.toContain("TOO MUCH");
  expect(tableOf(parts.map((part) => ({ ...part, most: 1 })))).toContain("TOO MUCH");
});

test("a page without one of its engines is no page", async () => {
  rmSync(join(dist, "assets/worker-gpu-IIII9999.js"));
  await expect(weighPage(dist)).rejects.toThrow("gpu");
});
