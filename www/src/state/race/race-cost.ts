/** What a race will take, from how fast the network looks at pictures here. */
import type { LayerInfo } from "../../engine/protocol";
import { costOf, memoryBudget } from "../deeper/cost";
import { costInput } from "../deeper/cost-input";
import { contenderPlan } from "./race-plans";
import type { Contender } from "./race-state";

export interface ContenderCost {
  /** On one split; absent while nobody knows. */
  millis: number | undefined;
  isTooLarge: boolean;
}

/** An epoch of the head for each picture, as measured on a laptop; it hardly counts. */
const HEAD_MILLIS_A_PICTURE = 0.04;

export function contenderCost(
  contender: Contender,
  app: Parameters<typeof costInput>[0] & Parameters<typeof contenderPlan>[1],
  layers: readonly LayerInfo[],
  deviceMemoryGiB: number | undefined,
): ContenderCost {
  const { settings, headEpochs, deepEpochs } = contenderPlan(contender, app);
  const headMillis = headEpochs * app.examples.size * HEAD_MILLIS_A_PICTURE;
  if (!settings.tuning) return { millis: headMillis, isTooLarge: false };
  const input = costInput(
    { ...app, plan: { ...app.plan, settings, epochs: deepEpochs } },
    layers,
    settings.tuning.firstBlock,
  );
  const { bytes, preparingMillis, epochMillis } = costOf(input);
  const isTooLarge = bytes.total > memoryBudget(deviceMemoryGiB);
  if (preparingMillis === undefined || epochMillis === undefined) return { millis: undefined, isTooLarge };
  return { millis: headMillis + preparingMillis + deepEpochs * epochMillis, isTooLarge };
}
