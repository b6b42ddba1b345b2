/** The bench script must say plainly what is wrong with what it was given, and exit with 2. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { commitOf, machine } from "../../scripts/bench/machine.mjs";

const SCRIPT = resolve(import.meta.dirname, "../../scripts/bench.mjs");

function run(...given: string[]) {
  return spawnSync(process.execPath, [SCRIPT, ...given], { encoding: "utf8" });
}

test.each([
  [["--only", "embed,speed"], 'not "speed"'],
  [["--out", "results.txt"], "ends in .json"],
  [["--port", "many"], "not a port number"],
  [["--fast"], "--fast"],
])("%j", (given, expected) => {
  const { status, stderr, stdout } = run(...given);
  expect(stderr).toContain(expected);
  expect(status).toBe(2);
  expect(stdout).toBe("");
});

test("--help says how to use it", () => {
  const { status, stdout } = run("--help");
  expect(stdout).toContain("./build.sh bench [--quick]");
  expect(status).toBe(0);
});

test("the machine is named, and a folder without history has no commit", () => {
  expect(machine().numCores).toBeGreaterThan(0);
  expect(machine().memoryBytes).toBeGreaterThan(2 ** 20);
  expect(commitOf("/")).toBe("unknown");
});
