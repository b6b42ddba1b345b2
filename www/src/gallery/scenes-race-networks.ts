/** Scenes of a race between networks, and of the gain of transfer. */
import { type NetworkChoice, STANDARD_NETWORK } from "../engine/network-choice";
import type { AppState } from "../state/app-state";
import { recipePlan } from "../state/network/recipe";
import { networkKeyOf } from "../state/race/race-networks";
import type { Contender, RaceAction, RaceFailure } from "../state/race/race-state";
import { reduce } from "../state/reduce";
import { said } from "./drawn-lesson";
import { drawnNetwork } from "./drawn-network";
import type { Scene } from "./scene";
import {
  begun,
  chosen,
  EVERYTHING,
  type Field,
  HEAD,
  measured,
  NEIGHBOURS,
  over,
  SCRATCH,
  TAIL,
  told,
} from "./scenes-race";

const RESNET18: NetworkChoice = { network: "resnet18", from: "page" };
const UNTRAINED: NetworkChoice = { network: "resnet18", from: "drawn", seed: 1 };

const WAYS: readonly Contender[] = ["neighbours", "head", "tail"];
const OWN: Field = { neighbours: NEIGHBOURS, head: HEAD, tail: TAIL };
const BETTER: Field = {
  neighbours: { ...NEIGHBOURS, accuracy: 0.81 },
  head: { ...HEAD, accuracy: 0.97, spread: 0.01, numBytes: 6_156 },
  tail: { ...TAIL, accuracy: 0.98, spread: 0.012, seconds: 140, numBytes: 33_560_000 },
};
const LITTLE: Field = {
  neighbours: { ...NEIGHBOURS, accuracy: 0.42 },
  head: { ...HEAD, accuracy: 0.47, spread: 0.04 },
  tail: { ...TAIL, accuracy: 0.55, spread: 0.05, seconds: 260 },
};
const RECIPE: Field = {
  everything: { ...EVERYTHING, accuracy: 0.86, spread: 0.02, seconds: 44, numEpochs: 10 },
  scratch: { ...SCRATCH, accuracy: 0.41, seconds: 43, numEpochs: 10 },
};
const NO_GAIN: Field = {
  everything: { ...EVERYTHING, accuracy: 0.52, spread: 0.06, seconds: 44, numEpochs: 10 },
  scratch: { ...SCRATCH, accuracy: 0.5, seconds: 43, numEpochs: 10 },
};

export const raceNetworkScenes: readonly Scene[] = [
  { name: "race-networks-entries", state: entries },
  { name: "race-networks-none", state: () => set(chosen(...WAYS), { networks: new Set() }) },
  { name: "race-networks-fetching", state: () => fetching(inUseDone()) },
  { name: "race-networks-looking", state: () => looking(inUseDone()) },
  { name: "race-networks-running", state: () => running(inUseDone()) },
  { name: "race-networks-other-wins", state: () => over(bothDone(RESNET18, BETTER)) },
  { name: "race-networks-untrained", state: () => over(bothDone(UNTRAINED, LITTLE)) },
  { name: "race-networks-coming", state: coming },
  {
    name: "race-networks-absent",
    state: () => over(failed(inUseDone(), { at: "fetching", error: undefined })),
  },
  { name: "race-networks-stopped-on-the-way", state: stoppedOnTheWay },
  { name: "race-transfer", state: () => over(transfer([STANDARD_NETWORK], RECIPE, 3)) },
  { name: "race-transfer-running", state: transferRunning },
  { name: "race-transfer-two", state: () => over(transfer([STANDARD_NETWORK, RESNET18], RECIPE, 3)) },
  { name: "race-transfer-none", state: () => over(transfer([STANDARD_NETWORK], NO_GAIN, 3)) },
  { name: "race-transfer-usual", state: () => over(usualTransfer()) },
];

/** With a file that was opened before, and with one that knows nothing. */
function entries(): AppState {
  const state = chosen(...WAYS);
  const file: NetworkChoice = { network: "resnet18", from: "file", file: new Blob(["weights"]) };
  const step = { did: "changedNetwork", to: "efficientnet-lite0" } as const;
  const entry = { id: 1, step, classes: [], examples: [], training: undefined, network: file };
  const networks = new Set([STANDARD_NETWORK, file].map(networkKeyOf));
  return set({ ...state, undoStack: [entry] }, { networks });
}

function inUseDone(other: NetworkChoice = RESNET18): AppState {
  const drawn = begun(chosen(...WAYS), [STANDARD_NETWORK, other]);
  return measured(arrived(drawn, STANDARD_NETWORK, 2_618_206, 4400), OWN, 5, "efficientnet-lite0/page");
}

function bothDone(other: NetworkChoice, field: Field): AppState {
  const weightBytes = other.from === "drawn" ? 0 : 8_412_000;
  const state = arrived(inUseDone(other), other, weightBytes, 9800);
  return measured(state, field, 5, networkKeyOf(other));
}

function arrived(
  state: AppState,
  choice: NetworkChoice,
  weightBytes: number,
  lookingMillis: number,
): AppState {
  const arrival = { weightBytes, lookingMillis };
  return told(state, { type: "arrived", network: networkKeyOf(choice), arrival });
}

function fetching(state: AppState): AppState {
  const phase = { at: "fetching", receivedBytes: 3_100_000, totalBytes: 8_412_000 } as const;
  return going(state, { ...phase, choice: RESNET18, share: 0.3, leftMillis: 610_000 });
}

function looking(state: AppState): AppState {
  const phase = { at: "looking", numDone: 24, numPictures: 72 } as const;
  return going(state, { ...phase, choice: RESNET18, share: 0.33, leftMillis: 590_000 });
}

function running(state: AppState): AppState {
  const some = measured(arrived(state, RESNET18, 8_412_000, 9800), BETTER, 2, "resnet18/page");
  const phase = { at: "running", contender: "tail", split: 2 } as const;
  return going(some, { ...phase, choice: RESNET18, share: 0.68, leftMillis: 300_000 });
}

function coming(): AppState {
  const change = { to: RESNET18, at: "arriving", receivedBytes: 3_100_000, totalBytes: 8_412_000 } as const;
  return reduce(over(bothDone(RESNET18, BETTER)), { type: "network", change: { change } });
}

function failed(state: AppState, failure: RaceFailure): AppState {
  return told(state, { type: "networkFailed", network: networkKeyOf(RESNET18), failure });
}

function stoppedOnTheWay(): AppState {
  const some = measured(arrived(inUseDone(), RESNET18, 8_412_000, 9800), BETTER, 1, "resnet18/page");
  return over(failed(some, { at: "learning", error: { code: "panicked", detail: "unreachable" } }));
}

/** All against all from scratch, by the recipe. */
function transfer(choices: readonly NetworkChoice[], field: Field, numDone: number): AppState {
  const state = chosen("everything", "scratch");
  const plan = recipePlan(state.plan);
  // Layers of smaller pictures are smaller.
  const planned = said(
    reduce(state, { type: "planChanged", plan }),
    { kind: "networkDescribed", layers: drawnNetwork(3) },
    { kind: "describeNetwork" },
  );
  const networks = new Set(choices.map(networkKeyOf));
  const drawn = begun(set(planned, { networks, followsPlan: true }), choices);
  return choices.reduce((before, choice, index) => {
    const own = index === 0 ? field : weaker(field);
    return measured(before, own, numDone, networkKeyOf(choice));
  }, drawn);
}

function transferRunning(): AppState {
  const phase = { at: "running", contender: "scratch", split: 1 } as const;
  const state = transfer([STANDARD_NETWORK], RECIPE, 1);
  return going(state, { ...phase, choice: STANDARD_NETWORK, share: 0.55, leftMillis: 140_000 });
}

/** Of a race of the usual length, in which the pretrained one's head learned first. */
function usualTransfer(): AppState {
  const drawn = begun(chosen("everything", "scratch"), [STANDARD_NETWORK]);
  return measured(drawn, { everything: EVERYTHING, scratch: SCRATCH }, 5);
}

function weaker({ everything = EVERYTHING, scratch = SCRATCH }: Field): Field {
  return {
    everything: { ...everything, accuracy: 0.79, seconds: 171 },
    scratch: { ...scratch, accuracy: 0.35, seconds: 170 },
  };
}

function set(state: AppState, change: Extract<RaceAction, { type: "set" }>["change"]): AppState {
  return told(state, { type: "set", change });
}

function going(state: AppState, phase: Extract<RaceAction, { type: "progressed" }>["phase"]): AppState {
  return told(state, { type: "progressed", phase });
}
