/** One network's part of a race: each way of learning on each split, in an engine that has that network. */
import type { AnsweringEngine } from "../../engine/client";
import type { BackboneInfo, LabelledExample } from "../../engine/protocol";
import { learningPart } from "../deeper/depth";
import { EngineStopped, expectEvent } from "../expected-event";
import type { Dependencies } from "../intents/dependencies";
import { neededPictures, picturesAtOnce } from "../intents/show-needed";
import { seenPictures } from "../picture-side";
import { pixelsOf } from "./race-arrival";
import { entrantsWith, type Field } from "./race-field";
import { HEAD_STEP, headStepsOf, type RaceProgress } from "./race-progress";
import type {
  Contender,
  ContenderPlan,
  ContenderRun,
  Entrant,
  RaceAction,
  RacingNetwork,
} from "./race-state";

/** How many of the most similar pictures vote. */
export const NUM_NEIGHBOURS = 5;

const NUMBER_BYTES = 4;

/** A command that asks again for what it was just shown would ask for ever. */
const MOST_TRIES = 3;

type Sides = Map<number, LabelledExample["side"]>;

/** How each split divides the pictures: drawn with the first network, and told to those that follow. */
export interface SplitSides {
  readonly splits: Sides[];
  /** Their number on both sides is known, and was told. */
  isTold: boolean;
}

export interface NetworkRaceParts {
  dependencies: Dependencies;
  engine: AnsweringEngine;
  field: Field;
  network: RacingNetwork;
  backbone: BackboneInfo;
  sides: SplitSides;
  progress: RaceProgress;
  tell(action: RaceAction): void;
}

/** Split by split, so that after the first there is something to see of everyone. */
export async function raceWith(parts: NetworkRaceParts): Promise<void> {
  const { engine, field, network, sides, tell } = parts;
  const { layers } = expectEvent(await engine.send({ kind: "describeNetwork" }), "networkDescribed");
  const own = entrantsWith(field, network.key);
  const cuts = own.flatMap(({ key }) => field.plans.get(key)?.settings.tuning?.firstBlock ?? []);
  const numParameters = new Map(cuts.map((cut) => [cut, learningPart(layers, cut).numParameters]));
  for (let split = 0; split < field.numSplits; split += 1) {
    sides.splits[split] ??= new Map();
    for (const entrant of own) {
      const run = await new Run(parts, entrant, split, numParameters).finish();
      tell({ type: "measured", entrant: entrant.key, run });
    }
  }
}

class Run {
  private readonly plan: ContenderPlan;
  private readonly contender: Contender;
  private readonly curve: number[] = [];

  constructor(
    private readonly parts: NetworkRaceParts,
    { key, contender }: Entrant,
    private readonly split: number,
    private readonly numParameters: ReadonlyMap<number, number>,
  ) {
    const plan = parts.field.plans.get(key);
    if (!plan) throw new EngineStopped(undefined);
    this.plan = plan;
    this.contender = contender;
  }

  async finish(): Promise<ContenderRun> {
    const { engine, dependencies, progress } = this.parts;
    const { headEpochs, deepEpochs } = this.plan;
    const { nowMillis } = dependencies;
    const begin = nowMillis();
    await this.setDataset(headEpochs > 0);
    expectEvent(await engine.send({ kind: "resetHead" }), "headReset");
    if (this.contender === "neighbours") {
      const command = { kind: "measureNeighbours", neighbours: NUM_NEIGHBOURS } as const;
      const { report } = expectEvent(await engine.send(command), "neighboursMeasured");
      this.curve.push(report.accuracy);
      progress.done(this.doing, headStepsOf(headEpochs));
    }
    for (let epoch = 0; epoch < headEpochs; epoch += 1) await this.trainEpoch(HEAD_STEP);
    if (headEpochs > 0 && deepEpochs > 0) await this.setDataset(false);
    for (let epoch = 0; epoch < deepEpochs; epoch += 1) await this.trainEpoch(1);
    const millis = nowMillis() - begin;
    const accuracy = this.curve.at(-1) ?? Number.NaN;
    return { accuracy, curve: this.curve, millis, numBytes: this.numBytes };
  }

  private get doing() {
    return { at: "running", contender: this.contender, split: this.split } as const;
  }

  private async setDataset(isHeadAlone: boolean): Promise<void> {
    const { engine, field, sides } = this.parts;
    const { settings } = this.plan;
    const own = sides.splits[this.split] ?? new Map();
    const ready = expectEvent(
      await engine.send({
        kind: "setDataset",
        classIds: field.classIds,
        examples: field.labelled.map((example) => ({ ...example, side: own.get(example.exampleId) })),
        settings: {
          ...settings,
          seed: settings.seed + this.split,
          tuning: isHeadAlone ? undefined : settings.tuning,
        },
      }),
      "datasetReady",
    );
    for (const { exampleId, side } of ready.sides) own.set(exampleId, side);
    if (sides.isTold) return;
    sides.isTold = true;
    const numChecked = ready.sides.filter(({ side }) => side === "validation").length;
    this.tellCourse(ready.sides.length - numChecked, numChecked);
  }

  private tellCourse(numTraining: number, numChecked: number): void {
    const { networks, entrants, numSplits, classIds, plans, revision, inUse } = this.parts.field;
    const namesNetworks = networks.some(({ key }) => key !== inUse);
    const all = { networks, namesNetworks, entrants, numSplits, plans, revision };
    const course = { ...all, numTraining, numChecked, numClasses: classIds.length };
    this.parts.tell({ type: "drawn", course });
  }

  /** Step by step, so that something moves while an epoch takes its time. */
  private async trainEpoch(step: number): Promise<void> {
    const { engine, progress } = this.parts;
    for (let tries = 0; ; ) {
      const event = await engine.send({ kind: "trainBatch" });
      const needed = neededPictures(event);
      if (needed) {
        tries += 1;
        if (tries > MOST_TRIES) expectEvent(event, "epochFinished");
        await this.show(needed);
        continue;
      }
      tries = 0;
      if (event.kind === "batchFinished") {
        // Looking at the pictures anew takes about as long as half of the batches.
        progress.during(this.doing, step, event.batch / event.numBatches / 1.5);
      } else if (event.kind === "picturesLookedAt") {
        progress.during(this.doing, step, (2 + event.numDone / event.numExamples) / 3);
      } else {
        const { report } = expectEvent(event, "epochFinished");
        progress.done(this.doing, step);
        this.curve.push((report.validation ?? report.training).accuracy);
        return;
      }
    }
  }

  private async show(needed: readonly number[]): Promise<void> {
    const { dependencies, engine, field } = this.parts;
    const atOnce = picturesAtOnce(needed.length, field.batchSize);
    for (let start = 0; start < needed.length; start += atOnce) {
      const exampleIds = needed.slice(start, start + atOnce);
      const pictures = await pixelsOf(dependencies, field, exampleIds);
      const command = {
        kind: "showPictures",
        exampleIds,
        ...seenPictures(pictures, field.pictureSide),
      } as const;
      expectEvent(await engine.send(command), "picturesShown");
    }
  }

  private get numBytes(): number {
    const { field, backbone } = this.parts;
    const { featureLength } = backbone;
    if (this.contender === "neighbours") return field.labelled.length * featureLength * NUMBER_BYTES;
    const inHead = (featureLength + 1) * field.classIds.length;
    const { tuning } = this.plan.settings;
    const inBlocks = tuning ? (this.numParameters.get(tuning.firstBlock) ?? 0) : 0;
    return (inHead + inBlocks) * NUMBER_BYTES;
  }
}
