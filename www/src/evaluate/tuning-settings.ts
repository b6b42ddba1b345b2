/** How the evaluation's blocks learn: as it was asked, and as the engine would have it where nothing was. */
import { defaultAugmentation, defaultTuningSettings, type TuningSettings } from "../engine/protocol";
import { DEPTHS } from "../state/deeper/depths";
import type { EvaluatedTuning } from "./evaluation";

/** Of so many blocks, the last ones. */
export function tuningSettings(tuning: EvaluatedTuning | undefined): TuningSettings | undefined {
  if (!tuning) return undefined;
  const { numBlocks } = DEPTHS["efficientnet-lite0"];
  const { learningRate, headLearningRate, stochasticDepth } = defaultTuningSettings;
  return {
    ...defaultTuningSettings,
    firstBlock: numBlocks - tuning.blocks,
    learningRate: tuning.learningRate ?? learningRate,
    headLearningRate: tuning.headRate ?? headLearningRate,
    stochasticDepth: tuning.stochasticDepth ?? stochasticDepth,
    augmentation: tuning.isAugmented ? defaultAugmentation : undefined,
  };
}
