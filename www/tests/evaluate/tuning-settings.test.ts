/** What was asked of the blocks is what they learn with, and everything else is as the engine has it. */
import { expect, test } from "vitest";
import { defaultAugmentation, defaultTuningSettings } from "../../src/engine/protocol";
import type { EvaluatedTuning } from "../../src/evaluate/evaluation";
import { tuningSettings } from "../../src/evaluate/tuning-settings";

const ASKED: EvaluatedTuning = {
  blocks: 3,
  epochs: 2,
  isAugmented: false,
  learningRate: undefined,
  headRate: undefined,
  stochasticDepth: undefined,
  schedule: "cosine",
};

test("the last blocks learn with the engine's own numbers", () => {
  expect(tuningSettings(ASKED)).toEqual({ ...defaultTuningSettings, firstBlock: 13 });
  expect(tuningSettings(undefined)).toBeUndefined();
});

test("each number can be asked for, and none is a number too", () => {
  const asked = { ...ASKED, learningRate: 0.01, headRate: 0.002, stochasticDepth: 0, isAugmented: true };
  expect(tuningSettings(asked)).toEqual({
    ...defaultTuningSettings,
    firstBlock: 13,
    learningRate: 0.01,
    headLearningRate: 0.002,
    stochasticDepth: 0,
    augmentation: defaultAugmentation,
  });
});
