/** Contestants take turns, warm-ups do not count, and one that fails does not stop the others. */
import { expect, test } from "vitest";
import { type Contestant, timeRounds } from "../../src/bench/time-rounds";

/** A clock that only the contestants move. */
function stage(durations: Record<string, number[]>) {
  let clock = 0;
  const order: string[] = [];
  const contestants = Object.entries(durations).map(
    ([name, millis]): Contestant => ({
      name,
      prepare: () => async () => {
        order.push(name);
        const duration = millis.shift();
        if (duration === undefined) throw new Error("out of breath");
        clock += duration;
      },
    }),
  );
  return { contestants, order, now: () => clock, rest: async () => {} };
}

test("every other round goes backwards", async () => {
  const { contestants, order, ...clock } = stage({ one: [1, 1, 1], two: [2, 2, 2] });
  await timeRounds(contestants, { repetitions: 2, warmUps: 1, ...clock });
  expect(order).toEqual(["one", "two", "two", "one", "one", "two"]);
});

test("the first calls are not counted", async () => {
  const { contestants, order: _, ...clock } = stage({ one: [100, 3, 4] });
  const { millis, failures } = await timeRounds(contestants, { repetitions: 2, warmUps: 1, ...clock });
  expect(millis.get("one")).toEqual([3, 4]);
  expect(failures.size).toBe(0);
});

test("one that fails leaves, with the reason, and without its times", async () => {
  const { contestants, order: _, ...clock } = stage({ one: [1, 1, 1], two: [2] });
  const { millis, failures } = await timeRounds(contestants, { repetitions: 3, warmUps: 0, ...clock });
  expect(millis.get("one")).toEqual([1, 1, 1]);
  expect(millis.has("two")).toBe(false);
  expect(failures.get("two")).toContain("out of breath");
});

test("what is prepared is not timed", async () => {
  let clock = 0;
  const prepared: Contestant = {
    name: "one",
    prepare: () => {
      clock += 50;
      return async () => {
        clock += 5;
      };
    },
  };
  const options = { repetitions: 1, warmUps: 0, now: () => clock, rest: async () => {} };
  expect((await timeRounds([prepared], options)).millis.get("one")).toEqual([5]);
});
