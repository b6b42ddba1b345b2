/** What each contender of a race is set to: the learner's own settings, but for what makes it that contender. */
import { defaultTuningSettings, type TuningSettings } from "../../engine/protocol";
import type { AppState } from "../app-state";
import { chosenTuning } from "../deeper/deeper-state";
import { depthsOf } from "../deeper/depths";
import type { Contender, ContenderPlan } from "./race-state";

/** What a head needs to come to rest, whatever the learner trained for last. */
const HEAD_EPOCHS = 50;
/** Of blocks, in which a step takes a thousand times as long. */
const DEEP_EPOCHS = 15;
/** Where the learner holds nothing back there would be nothing to compare. */
const LEAST_HELD_BACK = 0.2;

export function contenderPlan(
  contender: Contender,
  { plan, deeper, network }: Pick<AppState, "plan" | "deeper" | "network">,
): ContenderPlan {
  const validationFraction = Math.max(LEAST_HELD_BACK, plan.settings.validationFraction);
  const { recommended } = depthsOf(network);
  const chosen = chosenTuning(plan.settings, deeper) ?? deeper.lastTuning;
  const tuning = tuningOf(contender, chosen, recommended);
  return {
    settings: { ...plan.settings, validationFraction, tuning, schedule: undefined },
    // Drawn blocks have nothing yet that a head could learn from.
    headEpochs: contender === "neighbours" || contender === "scratch" ? 0 : HEAD_EPOCHS,
    deepEpochs: tuning ? DEEP_EPOCHS : 0,
  };
}

/** What the learner set for blocks counts for all that have blocks; how deep only for `tail`. */
function tuningOf(
  contender: Contender,
  chosen: TuningSettings | undefined,
  recommended: number,
): TuningSettings | undefined {
  const tuning = { ...(chosen ?? defaultTuningSettings), fromScratch: false };
  switch (contender) {
    case "neighbours":
    case "head":
      return undefined;
    case "tail": {
      // Everything and from scratch have places of their own.
      const isOwn = chosen !== undefined && chosen.firstBlock > 0;
      return { ...tuning, firstBlock: isOwn ? chosen.firstBlock : recommended };
    }
    case "everything":
      return { ...tuning, firstBlock: 0 };
    case "scratch":
      return { ...tuning, firstBlock: 0, fromScratch: true };
    default:
      return contender satisfies never;
  }
}
