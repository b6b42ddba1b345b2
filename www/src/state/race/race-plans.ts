/** What each contender of a race is set to: the learner's own settings, but for what makes it that contender. */
import type { NetworkChoice } from "../../engine/network-choice";
import { defaultTuningSettings, type Schedule, type TuningSettings } from "../../engine/protocol";
import type { AppState } from "../app-state";
import { chosenTuning } from "../deeper/deeper-state";
import { fittingCut } from "../deeper/depth";
import { depthsOf, fittingTuning } from "../deeper/depths";
import { networkKeyOf } from "./race-networks";
import {
  CONTENDERS,
  type Contender,
  type ContenderPlan,
  contendersFor,
  type Entrant,
  entrantKey,
  type RaceState,
} from "./race-state";

/** What a head needs to come to rest, whatever the learner trained for last. */
export const HEAD_EPOCHS = 50;
/** Of blocks, in which a step takes a thousand times as long. */
export const DEEP_EPOCHS = 15;
/** Where the learner holds nothing back there would be nothing to compare. */
const LEAST_HELD_BACK = 0.2;

export type PlannedParts = Pick<AppState, "plan" | "deeper" | "network"> & {
  race: Pick<RaceState, "followsPlan" | "contenders">;
};

/** Everyone who will run, network by network. */
export function plannedEntrants(app: PlannedParts, choices: readonly NetworkChoice[]): readonly Entrant[] {
  return choices.flatMap((choice) => {
    const own = new Set(contendersFor({ choice }).filter((contender) => app.race.contenders.has(contender)));
    // All blocks of a drawn network are recommended: that would be the same twice.
    const isAll = contenderPlan("tail", app, choice).settings.tuning?.firstBlock === 0;
    if (isAll && own.has("everything")) own.delete("tail");
    const network = networkKeyOf(choice);
    return CONTENDERS.filter((contender) => own.has(contender)).map((contender) => ({
      key: entrantKey(network, contender),
      network,
      contender,
    }));
  });
}

/** With the network in use, or with another one. */
export function contenderPlan(
  contender: Contender,
  app: PlannedParts,
  choice: NetworkChoice = app.network.choice,
): ContenderPlan {
  const { plan, race } = app;
  const validationFraction = Math.max(LEAST_HELD_BACK, plan.settings.validationFraction);
  const tuning = tuningOf(contender, app, choice);
  const schedule = race.followsPlan ? scheduleOf(plan) : undefined;
  return {
    settings: { ...plan.settings, validationFraction, tuning, schedule },
    ...(race.followsPlan ? epochsOfPlan(contender, plan.epochs) : epochsThatSuit(contender)),
  };
}

function epochsThatSuit(contender: Contender) {
  const isDeep = contender !== "neighbours" && contender !== "head";
  return {
    // Drawn blocks have nothing yet that a head could learn from.
    headEpochs: contender === "neighbours" || contender === "scratch" ? 0 : HEAD_EPOCHS,
    deepEpochs: isDeep ? DEEP_EPOCHS : 0,
  };
}

/** The same for all who learn, and head and blocks from the first epoch on, as training itself does it. */
function epochsOfPlan(contender: Contender, epochs: number) {
  if (contender === "neighbours") return { headEpochs: 0, deepEpochs: 0 };
  return contender === "head" ? { headEpochs: epochs, deepEpochs: 0 } : { headEpochs: 0, deepEpochs: epochs };
}

/** Of one run from the beginning. */
function scheduleOf({ rates, epochs }: AppState["plan"]): Schedule | undefined {
  const { shape, warmUpEpochs } = rates;
  if (shape === "constant" && warmUpEpochs === 0) return undefined;
  return { shape, firstEpoch: 0, epochs, warmUpEpochs: Math.min(warmUpEpochs, epochs - 1) };
}

/** What the learner set for blocks counts for all that have blocks; how deep only for `tail`. */
function tuningOf(
  contender: Contender,
  { plan, deeper, network }: PlannedParts,
  choice: NetworkChoice,
): TuningSettings | undefined {
  const chosen = chosenTuning(plan.settings, deeper) ?? deeper.lastTuning;
  const wanted = { ...(chosen ?? defaultTuningSettings), fromScratch: false };
  const tuning = fittingTuning(wanted, choice.network);
  switch (contender) {
    case "neighbours":
    case "head":
      return undefined;
    case "tail":
      return { ...tuning, firstBlock: cutOfTail(chosen, network.choice, choice) };
    case "everything":
      return { ...tuning, firstBlock: 0 };
    case "scratch":
      return { ...tuning, firstBlock: 0, fromScratch: true };
    default:
      return contender satisfies never;
  }
}

function cutOfTail(chosen: TuningSettings | undefined, inUse: NetworkChoice, choice: NetworkChoice): number {
  // Everything and from scratch have places of their own.
  if (!chosen || chosen.firstBlock === 0) return depthsOf({ choice }).recommended;
  const isSame = inUse.network === choice.network;
  return isSame ? chosen.firstBlock : fittingCut(chosen.firstBlock, inUse.network, choice.network);
}
