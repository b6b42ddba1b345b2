/** Scenes of a race: before it, while it goes on, how it may end, and what it may say. */
import { defaultTuningSettings } from "../engine/protocol";
import type { AppState } from "../state/app-state";
import { depthsOf } from "../state/deeper/depths";
import { chosenNetworks, networkKeyOf } from "../state/race/race-networks";
import { contenderPlan, plannedEntrants } from "../state/race/race-plans";
import {
  CONTENDERS,
  type Contender,
  type Entrant,
  type NetworkKey,
  type RaceAction,
} from "../state/race/race-state";
import { reduce } from "../state/reduce";
import { drawnLesson, said } from "./drawn-lesson";
import { drawnNetwork } from "./drawn-network";
import type { Scene } from "./scene";

export const raceScenes: readonly Scene[] = [
  { name: "race-entries", state: opened },
  { name: "race-needs-two", state: () => chosen("head") },
  { name: "race-starting", state: () => told(chosen(...CONTENDERS), { type: "begun" }) },
  { name: "race-running", state: () => progressed(raced(CLEAR, 2), "tail", 2, 0.52) },
  { name: "race-first-split", state: () => progressed(raced(CLEAR, 1), "neighbours", 1, 0.2) },
  { name: "race-clear", state: () => over(raced(CLEAR, 5)) },
  { name: "race-unclear", state: () => over(raced(UNCLEAR, 5)) },
  { name: "race-quicker", state: () => over(raced(QUICKER, 5)) },
  { name: "race-adopted", state: adopted },
  { name: "race-stopped", state: () => over(raced(CLEAR, 1), false) },
  { name: "race-failed", state: () => failed(opened()) },
];

export interface DrawnContender {
  accuracy: number;
  /** How far splits lie from each other. */
  spread: number;
  seconds: number;
  numEpochs: number;
  numBytes: number;
}

export type Field = Partial<Record<Contender, DrawnContender>>;

export const NEIGHBOURS: DrawnContender = {
  accuracy: 0.74,
  spread: 0.02,
  seconds: 0.3,
  numEpochs: 1,
  numBytes: 368_640,
};
export const HEAD: DrawnContender = {
  accuracy: 0.79,
  spread: 0.02,
  seconds: 1.4,
  numEpochs: 50,
  numBytes: 15_372,
};
export const TAIL: DrawnContender = {
  accuracy: 0.9,
  spread: 0.02,
  seconds: 51,
  numEpochs: 65,
  numBytes: 8_380_000,
};
export const EVERYTHING: DrawnContender = {
  accuracy: 0.86,
  spread: 0.03,
  seconds: 190,
  numEpochs: 65,
  numBytes: 13_400_000,
};
export const SCRATCH: DrawnContender = {
  accuracy: 0.38,
  spread: 0.05,
  seconds: 187,
  numEpochs: 15,
  numBytes: 13_400_000,
};

const CLEAR: Field = {
  neighbours: NEIGHBOURS,
  head: HEAD,
  tail: TAIL,
  everything: EVERYTHING,
  scratch: SCRATCH,
};
const UNCLEAR: Field = { head: { ...HEAD, accuracy: 0.88, spread: 0.06 }, everything: EVERYTHING };
const QUICKER: Field = {
  neighbours: { ...NEIGHBOURS, accuracy: 0.965 },
  head: { ...HEAD, accuracy: 0.97 },
  tail: { ...TAIL, accuracy: 0.975 },
};

export function opened(): AppState {
  const lesson = {
    numClasses: 3,
    picturesAClass: 24,
    epochs: Array.from({ length: 13 }, (_, epoch) => epoch),
  };
  const described = said(
    reduce(drawnLesson(lesson), { type: "trainingPaused" }),
    { kind: "networkDescribed", layers: drawnNetwork(3) },
    { kind: "describeNetwork" },
  );
  return told(reduce(described, { type: "embeddingTimed", millisPerPicture: 61 }), {
    type: "opened",
    isOpen: true,
  });
}

export function chosen(...contenders: Contender[]): AppState {
  return told(opened(), { type: "set", change: { contenders: new Set(contenders) } });
}

function raced(field: Field, numDone: number): AppState {
  const contenders = CONTENDERS.filter((contender) => field[contender]);
  return measured(begun(chosen(...contenders)), field, numDone);
}

/** Everyone's plans are made, and the first pictures are divided. */
export function begun(state: AppState, choices = chosenNetworks(state)): AppState {
  const starting = told(state, { type: "begun" });
  const entrants = plannedEntrants(starting, choices);
  const choiceOf = new Map(choices.map((choice) => [networkKeyOf(choice), choice]));
  const planOf = ({ contender, network }: Entrant) =>
    contenderPlan(contender, starting, choiceOf.get(network));
  return told(starting, {
    type: "drawn",
    course: {
      networks: choices.map((choice) => ({
        key: networkKeyOf(choice),
        choice,
        depths: depthsOf({ choice }),
      })),
      namesNetworks: choices.some((choice) => choice !== starting.network.choice),
      entrants,
      plans: new Map(entrants.map((entrant) => [entrant.key, planOf(entrant)])),
      numSplits: 5,
      numTraining: 58,
      numChecked: 14,
      numClasses: 3,
      revision: starting.datasetRevision,
    },
  });
}

/** The first splits of all, or of those with one network. */
export function measured(state: AppState, field: Field, numDone: number, network?: NetworkKey): AppState {
  const { entrants = [] } = state.race.course ?? {};
  const own = entrants.filter((entrant) => network === undefined || entrant.network === network);
  const runs = Array.from({ length: numDone }, (_, split) => split).flatMap((split) =>
    own.map((entrant) => ({ entrant, split })),
  );
  return runs.reduce((before, { entrant, split }) => {
    const { contender } = entrant;
    const run = drawnRun(field[contender] ?? HEAD, split, CONTENDERS.indexOf(contender));
    return told(before, { type: "measured", entrant: entrant.key, run });
  }, state);
}

/** Rises as learning does, to an accuracy that differs a little from split to split. */
function drawnRun(
  { accuracy, spread, seconds, numEpochs, numBytes }: DrawnContender,
  split: number,
  lane: number,
) {
  const end = Math.min(1, accuracy + spread * Math.sin(split * 2.4 + lane));
  const curve = Array.from({ length: numEpochs }, (_, epoch) => {
    const left = numEpochs === 1 ? 0 : Math.exp(-6 * (epoch / (numEpochs - 1)));
    return end * (1 - 0.6 * left);
  });
  return { accuracy: curve.at(-1) ?? end, curve, millis: seconds * 1000 * (1 + 0.03 * split), numBytes };
}

export function progressed(state: AppState, contender: Contender, split: number, share: number): AppState {
  const { choice } = state.network;
  return told(state, {
    type: "progressed",
    phase: { at: "running", choice, contender, split, share, leftMillis: 480_000 * (1 - share) },
  });
}

export function over(state: AppState, isWhole = true): AppState {
  return told(state, { type: "ended", phase: { at: "over", isWhole } });
}

function failed(state: AppState): AppState {
  const error = { code: "panicked", detail: "unreachable" } as const;
  return told(state, { type: "ended", phase: { at: "failed", error } });
}

function adopted(): AppState {
  const state = over(raced(CLEAR, 5));
  const tuning =
    state.race.course?.plans.get("efficientnet-lite0/page/tail")?.settings.tuning ?? defaultTuningSettings;
  const { plan } = state;
  return reduce(state, { type: "planChanged", plan: { ...plan, settings: { ...plan.settings, tuning } } });
}

export function told(state: AppState, action: RaceAction): AppState {
  return reduce(state, { type: "race", action });
}
