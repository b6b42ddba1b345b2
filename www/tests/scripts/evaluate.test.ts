/** The evaluation script must say plainly what is wrong with what it was given, and exit with 2. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const SCRIPT = resolve(import.meta.dirname, "../../scripts/evaluate.mjs");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evaluate-test-"));
  for (const [name, numFiles] of [
    ["cats", 12],
    ["dogs", 5],
    ["notes", 0],
  ] as const) {
    mkdirSync(join(folder, name));
    for (let index = 0; index < numFiles; index += 1) writeFileSync(join(folder, name, `${index}.jpg`), "");
  }
  writeFileSync(join(folder, "notes", "read-me.txt"), "no picture");
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(...given: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...given], { encoding: "utf8" });
  return { status, stdout, stderr };
}

test.each([
  [[], "Which folder?"],
  [["nowhere"], "does not exist"],
  [[SCRIPT], "is not a folder"],
  [["FOLDER/cats"], "no folder of pictures"],
  [["FOLDER", "--shots", "5"], 'The class "dogs" has 5 usable pictures'],
  [["FOLDER", "--shots", "none"], "--shots is a whole number"],
  [["FOLDER", "--seeds", "0"], "--seeds is a whole number"],
  [["FOLDER", "--device", "tpu"], "--device is cpu or gpu"],
  [["FOLDER", "--tune", "17"], "--tune is at most 16"],
  [["FOLDER", "--tune", "3", "--tune-rate", "fast"], "--tune-rate is a number above 0"],
  [["FOLDER", "--tune", "3", "--tune-head-rate", "0"], "--tune-head-rate is a number above 0"],
  [
    ["FOLDER", "--tune", "3", "--tune-stochastic-depth", "0.6"],
    "--tune-stochastic-depth is a number from 0 to 0.5",
  ],
  [["FOLDER", "--side", "100"], "--side is a multiple of 32 from 32 to 288, not 100"],
  [["FOLDER", "--side", "320"], "not 320"],
  [["FOLDER", "--tune", "3", "--tune-stochastic-depth", "often"], "not often"],
  [["FOLDER", "--tune", "3", "--tune-stochastic-depth", ""], "--tune-stochastic-depth is a number from 0"],
  [["FOLDER", "--fast"], "--fast"],
  [["FOLDER", "FOLDER"], "one folder"],
])("%j is answered with a sentence", (given, sentence) => {
  const { status, stdout, stderr } = run(...given.map((part) => part.replace("FOLDER", folder)));
  expect(stderr).toContain(sentence);
  expect([status, stdout]).toEqual([2, ""]);
});

test("says what it can do", () => {
  const { status, stdout } = run("--help");
  expect(status).toBe(0);
  expect(stdout).toContain("--shots K");
  expect(stdout).toContain("--tune-stochastic-depth P");
  expect(stdout).toContain("60 unless given");
});
