/** How blocks are best taught when pictures are few: all settings at once, as the search in `lab/README.md` found them. */
import { defaultAugmentation, defaultTuningSettings } from "../../engine/protocol";
import { PICTURE_SIDE } from "../../inputs/picture";
import type { AppState, LearningPlan } from "../app-state";
import { depthsOf } from "./depths";

const EPOCHS = 60;

/** Only for the network and the sides that the search was made with. */
export function isRecommendable({ network, plan }: Pick<AppState, "network" | "plan">): boolean {
  const { network: name, from } = network.choice;
  return name === "efficientnet-lite0" && from === "page" && plan.pictureSide >= PICTURE_SIDE;
}

/** Whatever has nothing to do with blocks stays as it is. */
export function recommendedPlan({ network, plan }: Pick<AppState, "network" | "plan">): LearningPlan {
  return {
    ...plan,
    epochs: EPOCHS,
    rates: { shape: "cosine", warmUpEpochs: 0 },
    settings: {
      ...plan.settings,
      optimiser: "sgd",
      labelSmoothing: 0,
      tuning: {
        ...defaultTuningSettings,
        firstBlock: depthsOf(network).recommended,
        augmentation: defaultAugmentation,
      },
    },
  };
}

/** As it was set, whatever else has been changed since. */
export function isRecommendedSet(app: Pick<AppState, "network" | "plan">): boolean {
  const { plan } = app;
  const { settings, rates, epochs } = recommendedPlan(app);
  return (
    plan.epochs === epochs &&
    plan.rates.shape === rates.shape &&
    plan.settings.optimiser === settings.optimiser &&
    JSON.stringify(plan.settings.tuning) === JSON.stringify(settings.tuning)
  );
}
