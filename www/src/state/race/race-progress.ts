/** How far a race has come, and how long it will still take. */
import type { NetworkName } from "../../engine/protocol";
import { entrantsWith, type Field } from "./race-field";
import type { ContenderPlan, RaceAction, RacePhase, RacingNetwork } from "./race-state";

/** What came before says nothing yet about what is to come. */
const LEAST_TIMED_SHARE = 0.02;

/** An epoch of the head alone is over at once. */
export const HEAD_STEP = 0.01;
/** To look at every picture once, where an epoch with all blocks learning is one. */
const LOOKING_STEP = 0.3;

/** Multiplications of one look at a picture, by those of the network that a visit begins with. */
const WORK: Record<NetworkName, number> = { "efficientnet-lite0": 1, resnet18: 4.7 };

type Going = Extract<RacePhase, { at: "fetching" | "looking" | "running" }>;
/** What is going on, without how far it has come. */
export type Doing = Going extends infer Phase
  ? Phase extends Going
    ? Omit<Phase, "choice" | "share" | "leftMillis">
    : never
  : never;

/** Steps count in epochs with all blocks of the standard network learning, which take the longest. */
export class RaceProgress {
  private doneSteps = 0;
  private network: RacingNetwork | undefined;
  private readonly beginMillis: number;
  private readonly totalSteps: number;

  constructor(
    private readonly field: Field,
    private readonly nowMillis: () => number,
    private readonly tell: (action: RaceAction) => void,
  ) {
    this.beginMillis = nowMillis();
    this.totalSteps = field.networks.reduce((sum, network) => sum + this.stepsWith(network), 0);
  }

  /** From now on it is this network's turn; one before that did not come to its end is counted as if it had. */
  enter(network: RacingNetwork): void {
    this.network = network;
    const before = this.field.networks.slice(0, this.field.networks.indexOf(network));
    this.doneSteps = before.reduce((sum, one) => sum + this.stepsWith(one), 0);
  }

  looking(numDone: number, numPictures: number): void {
    const share = numDone / Math.max(1, numPictures);
    this.say({ at: "looking", numDone, numPictures }, share * this.lookingSteps);
    if (numDone === numPictures) this.doneSteps += this.lookingSteps;
  }

  /** `share` of a step that is under way. */
  during(doing: Doing, step: number, share: number): void {
    this.say(doing, this.scaled(step) * share);
  }

  done(doing: Doing, step: number): void {
    this.doneSteps += this.scaled(step);
    this.say(doing, 0);
  }

  private say(doing: Doing, further: number): void {
    if (!this.network) return;
    const share = Math.min(1, (this.doneSteps + further) / Math.max(HEAD_STEP, this.totalSteps));
    const elapsedMillis = this.nowMillis() - this.beginMillis;
    const leftMillis = share > LEAST_TIMED_SHARE ? (elapsedMillis * (1 - share)) / share : undefined;
    const phase = { ...doing, choice: this.network.choice, share, leftMillis } as Going;
    this.tell({ type: "progressed", phase });
  }

  private get lookingSteps(): number {
    return this.network ? this.lookingStepsOf(this.network) : 0;
  }

  private lookingStepsOf({ key, choice }: RacingNetwork): number {
    return key === this.field.inUse ? 0 : LOOKING_STEP * WORK[choice.network];
  }

  /** Heads are about as large with every network. */
  private scaled(step: number): number {
    return step < 1 || !this.network ? step : step * WORK[this.network.choice.network];
  }

  private stepsWith(network: RacingNetwork): number {
    const plans = entrantsWith(this.field, network.key).flatMap(({ key }) => this.field.plans.get(key) ?? []);
    const aSplit = plans.reduce(
      (sum, { headEpochs, deepEpochs }) =>
        sum + headStepsOf(headEpochs) + deepEpochs * WORK[network.choice.network],
      0,
    );
    return this.lookingStepsOf(network) + this.field.numSplits * aSplit;
  }
}

/** Whoever learns nothing takes about as long as an epoch of a head. */
export function headStepsOf(headEpochs: ContenderPlan["headEpochs"]): number {
  return HEAD_STEP * Math.max(1, headEpochs);
}
