/** How the head learns until the learner says otherwise; chosen by experiment, see `lab/README.md`. */
import { defaultTrainingSettings } from "../engine/protocol";
import { PICTURE_SIDE } from "../inputs/picture";
import type { LearningPlan } from "./app-state";

export const DEFAULT_PLAN: LearningPlan = {
  settings: defaultTrainingSettings,
  epochs: 50,
  rates: { shape: "constant", warmUpEpochs: 0 },
  stopping: { isOn: false, patience: undefined },
  pictureSide: PICTURE_SIDE,
};
