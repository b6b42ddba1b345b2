/** The classic recipe: ResNet-18 on CIFAR-10, as plain articles have it, as settings of this page. */
import type { NetworkChoice } from "../../engine/network-choice";
import type { Augmentation, TuningSettings } from "../../engine/protocol";
import type { AppState, LearningPlan } from "../app-state";

const RATE = 0.001;

/** Mirrored, and cropped at random out of a picture with four black pixels around it, anew in every epoch. */
const AUGMENTATION: Augmentation = {
  variations: 1,
  freshEachEpoch: true,
  flip: true,
  shift: 0.125,
  blackBeyondEdge: true,
  zoom: 0,
  turnDegrees: 0,
  colour: 0,
  erase: 0,
};

const TUNING: TuningSettings = {
  firstBlock: 0,
  learningRate: RATE,
  headLearningRate: RATE,
  rateDecay: 1,
  stochasticDepth: 0,
  fromScratch: false,
  batchNormLearns: true,
  augmentation: AUGMENTATION,
};

/** Whatever the recipe says nothing about stays as it is. */
export function recipePlan(plan: LearningPlan): LearningPlan {
  return {
    epochs: 10,
    rates: { shape: "constant", warmUpEpochs: 0 },
    stopping: { isOn: false, patience: undefined },
    pictureSide: 32,
    settings: {
      ...plan.settings,
      optimiser: "sgd",
      learningRate: RATE,
      weightDecay: 0,
      batchSize: 100,
      labelSmoothing: 0,
      hiddenUnits: undefined,
      tuning: TUNING,
    },
  };
}

/** Pretrained where that can be had, otherwise from scratch; the network in use stays if it is as good. */
export function recipeNetwork(
  { network, plan }: Pick<AppState, "network" | "plan">,
  isHosted: boolean,
): NetworkChoice {
  const { choice } = network;
  if (choice.network === "resnet18" && (choice.from !== "drawn" || !isHosted)) return choice;
  if (isHosted) return { network: "resnet18", from: "page" };
  return { network: "resnet18", from: "drawn", seed: plan.settings.seed };
}

/** It goes by what makes it this recipe; rates, batches and epochs may have been changed since. */
export function isRecipe({ network, plan }: Pick<AppState, "network" | "plan">): boolean {
  const { tuning } = plan.settings;
  return (
    network.choice.network === "resnet18" &&
    plan.pictureSide === 32 &&
    tuning?.firstBlock === 0 &&
    tuning.batchNormLearns === true &&
    tuning.augmentation?.freshEachEpoch === true
  );
}
