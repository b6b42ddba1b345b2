/** What another network changes: everything that came from the one before it is gone from view, and pictures stay. */
import type { NetworkChoice } from "../../engine/network-choice";
import type { BackboneInfo, NetworkName } from "../../engine/protocol";
import type { AppState, Example, LearningPlan, UndoEntry, UndoStep } from "../app-state";
import { fittingCut } from "../deeper/depth";
import { fittingTuning } from "../deeper/depths";
import type { initialState } from "../initial-state";

export interface OtherNetwork {
  choice: NetworkChoice;
  /** Absent while it has not arrived. */
  backbone: BackboneInfo | undefined;
  /** A new entry leads back, or the entry with this number did, or nothing does because nobody chose it. */
  undo: "added" | number | "none";
  /** What of the plan comes with it. */
  plan?: Partial<LearningPlan> | undefined;
  /** What undo calls it; absent for a change of the network. */
  step?: UndoStep | undefined;
}

/**
 * `begin` is handed on, because the bundler cuts what late parts import out of the page's own code, at a price.
 */
export function withOtherNetwork(
  state: AppState,
  other: OtherNetwork,
  begin: typeof initialState,
): Partial<AppState> {
  const { choice, backbone } = other;
  const fresh = begin();
  const { engine, embedding, trying, network, unlabelled, datasetRevision } = state;
  const wanted = { ...state.plan, ...other.plan };
  // Whoever brings settings has them for this network.
  const plan = other.plan?.settings ? wanted : fittingPlan(wanted, network.choice.network, choice.network);
  const isOtherSide = plan.pictureSide !== state.plan.pictureSide;
  return {
    ...partsAsNew(state, fresh, plan),
    examples: new Map([...state.examples].map(([id, example]) => [id, notLookedAt(example)])),
    datasetRevision: datasetRevision + 1,
    engine: { ...engine, backbone, device: undefined },
    network: {
      ...network,
      choice,
      change: undefined,
      failure: undefined,
      paces: isOtherSide ? new Map() : network.paces,
    },
    embedding: { ...embedding, millisPerPicture: undefined },
    trying: { ...trying, answer: undefined, millisPerPicture: undefined },
    plan,
    training: { ...fresh.training, targetEpoch: plan.epochs },
    undoStack: undoStackWith(state, other),
    // Groups and what the head took pictures for were made of the other network's features.
    unlabelled: { ...unlabelled, groups: undefined, predictions: undefined, comparison: { at: "none" } },
  };
}

/** Layers, channels and epochs are other ones; what the learner opened stays open. */
function partsAsNew(state: AppState, fresh: AppState, plan: LearningPlan): Partial<AppState> {
  const { inside, explain, learning, deeper, race } = state;
  const { isOpen, isOneScale, sort, headRevision } = inside;
  return {
    inside: { ...fresh.inside, isOpen, isOneScale, sort, headRevision: headRevision + 1 },
    neuron: fresh.neuron,
    explain: {
      ...fresh.explain,
      headRevision: explain.headRevision + 1,
      against: explain.against,
      isSumOpen: explain.isSumOpen,
    },
    learning: {
      ...fresh.learning,
      isOpen: learning.isOpen,
      historyRevision: learning.historyRevision + 1,
      toldClassIds: learning.toldClassIds,
    },
    deeper: {
      ...fresh.deeper,
      isOpen: deeper.isOpen,
      networkRevision: deeper.networkRevision + 1,
      lastTuning: plan.settings.tuning,
      lastAugmentation: deeper.lastAugmentation,
    },
    race: { ...fresh.race, isOpen: race.isOpen, contenders: race.contenders, numSplits: race.numSplits },
  };
}

function undoStackWith(
  { undoStack, network, plan }: AppState,
  { choice, undo, plan: other, step = { did: "changedNetwork", to: choice.network } }: OtherNetwork,
): readonly UndoEntry[] {
  const stack = undoStack
    .filter(({ id }) => id !== undo)
    .map((entry) => ({ ...entry, examples: entry.examples.map(notLookedAt) }));
  if (undo !== "added") return stack;
  const id = (undoStack.at(-1)?.id ?? 0) + 1;
  const before = other?.settings ? plan : other && { pictureSide: plan.pictureSide };
  const kept = { step, network: network.choice, plan: before };
  const entry = { ...kept, id, classes: [], examples: [], training: undefined };
  return [...stack, entry];
}

function notLookedAt(example: Example): Example {
  return { ...example, isEmbedded: false };
}

/** What this network does not have would be refused. */
function fittingPlan(plan: LearningPlan, before: NetworkName, now: NetworkName): LearningPlan {
  const { tuning } = plan.settings;
  if (!tuning || before === now) return plan;
  const firstBlock = fittingCut(tuning.firstBlock, before, now);
  const fitting = { ...fittingTuning(tuning, now), firstBlock };
  return { ...plan, settings: { ...plan.settings, tuning: fitting } };
}
