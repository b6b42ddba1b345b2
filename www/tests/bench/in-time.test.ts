/** An engine that never answers is given up; one that answers is heard, whatever it says. */
import { expect, test } from "vitest";
import { inTime, NoAnswer } from "../../src/bench/in-time";

test("an answer in time is passed on, and so is a failure", async () => {
  expect(await inTime(Promise.resolve(3))).toBe(3);
  await expect(inTime(Promise.reject(new Error("lost")))).rejects.toThrow("lost");
});

test("what never comes is not waited for", async () => {
  await expect(inTime(new Promise(() => {}), 1)).rejects.toBeInstanceOf(NoAnswer);
});
