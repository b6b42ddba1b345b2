/** How the head learns until the learner says otherwise; chosen by experiment, see `lab/README.md`. */
import type { LearningPlan } from "./app-state";

export const DEFAULT_PLAN: LearningPlan = {
  settings: {
    optimiser: "sgd",
    learningRate: 0.01,
    weightDecay: 0.001,
    batchSize: 16,
    labelSmoothing: 0,
    balanceClasses: true,
    hiddenUnits: undefined,
    validationFraction: 0.2,
    seed: 1,
  },
  epochs: 50,
};
