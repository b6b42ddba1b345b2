/** When the accuracy is not an honest check yet, the page knows why. */
import { expect, test } from "vitest";
import type { EpochReport, Side } from "../../src/engine/protocol";
import type { AppState, Example } from "../../src/state/app-state";
import { checkGap } from "../../src/state/check-gap";
import { initialState } from "../../src/state/initial-state";
import { text } from "../../src/text";

const scores = { loss: 0.5, accuracy: 0.8, numExamples: 4 };

function trained(sides: readonly [Side[], Side[]], fraction = 0.2): AppState {
  const start = initialState();
  const hasValidation = sides.flat().includes("validation");
  const report: EpochReport = {
    epoch: 1,
    training: scores,
    validation: hasValidation ? scores : undefined,
    classIds: [1, 2],
    confusion: [2, 0, 0, 2],
    movement: undefined,
  };
  const examples = sides.flatMap((own, index) => own.map((side) => ({ classId: index + 1, side })));
  return {
    ...start,
    classes: [
      { id: 1, name: "cups", colour: 0 },
      { id: 2, name: "pens", colour: 1 },
    ],
    examples: new Map(examples.map((example, id) => [id, { ...example, id } as Example])),
    plan: { ...start.plan, settings: { ...start.plan.settings, validationFraction: fraction } },
    training: { ...start.training, history: [report] },
  };
}

test("nothing is missing before training, and when every class is checked", () => {
  expect(checkGap(initialState())).toBeUndefined();
  expect(
    checkGap(
      trained([
        ["training", "validation"],
        ["training", "validation"],
      ]),
    ),
  ).toBeUndefined();
});

test("one burst a class leaves nothing to hold back, and the page says what helps", () => {
  const gap = checkGap(trained([["training"], ["training"]]));
  expect(gap).toEqual({ because: "nothingHeldBack" });
  expect(gap && text.problems.checkGap(gap)).toMatch(/second go/);
});

test("held back set to nothing is the learner's own wish", () => {
  const gap = checkGap(trained([["training"], ["training"]], 0));
  expect(gap).toEqual({ because: "turnedOff" });
  expect(gap && text.problems.checkGap(gap)).toContain(text.train.advanced);
});

test("a class without held-back pictures is named", () => {
  const gap = checkGap(trained([["training", "validation"], ["training"]]));
  expect(gap).toEqual({ because: "classesWithout", classNames: ["pens"] });
  expect(gap && text.problems.checkGap(gap)).toContain("“pens”");
});
