/** What a learner can do with the pile; the code comes with the pile's card, because a first visit needs none of it. */
import { fastestCpuBuild } from "../../engine/engine-build";
import { datasetCommand } from "../dataset-command";
import type { ClassIntents } from "../intents/class-intents";
import type { Dependencies } from "../intents/dependencies";
import { sendWithPictures } from "../intents/show-needed";
import type { TrainingIntents } from "../intents/training-intents";
import { tellFeatures } from "../known-features";
import type { UnlabelledIntents } from "./unlabelled-intents";

/** Handed on, because the bundler cuts what several late parts import out of the page's own code, at a price. */
const tools = { datasetCommand, fastestCpuBuild, sendWithPictures, tellFeatures };

/** Does something with them once they are there. */
export type LazyUnlabelled = (use: (intents: UnlabelledIntents) => unknown) => Promise<void>;

export function lazyUnlabelled(
  dependencies: Dependencies,
  classes: ClassIntents,
  training: TrainingIntents,
): LazyUnlabelled {
  let own: UnlabelledIntents | undefined;
  return async (use) => {
    if (!own) {
      const { unlabelledIntents } = await import("./unlabelled-intents");
      own ??= unlabelledIntents(dependencies, classes, training, tools);
    }
    // At once from the second time on, as with everything else that can be done.
    await use(own);
  };
}
