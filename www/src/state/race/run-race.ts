/** Runs a race in an engine beside the one in use, so that what the learner has taught stays as it is. */
import type { AnsweringEngine } from "../../engine/client";
import { fastestCpuBuild } from "../../engine/engine-build";
import type { LabelledExample } from "../../engine/protocol";
import type { Example } from "../app-state";
import { datasetCommand } from "../dataset-command";
import { learningPart } from "../deeper/depth";
import { depthsOf } from "../deeper/depths";
import { EngineStopped, expectEvent } from "../expected-event";
import type { Dependencies } from "../intents/dependencies";
import { neededPictures, picturesAtOnce } from "../intents/show-needed";
import { tellFeatures } from "../known-features";
import { seenPictures } from "../picture-side";
import { contenderPlan } from "./race-plans";
import {
  type Contender,
  type ContenderPlan,
  type ContenderRun,
  contendersFor,
  type RaceAction,
  type RaceCourse,
} from "./race-state";

/** How many of the most similar pictures vote. */
export const NUM_NEIGHBOURS = 5;

const NUMBER_BYTES = 4;
/** What came before says nothing yet about what is to come. */
const LEAST_TIMED_SHARE = 0.02;

/** A command that asks again for what it was just shown would ask for ever. */
const MOST_TRIES = 3;

/** Ends by itself, by `signal`, or by an engine that refuses to go on; says how it goes by `tell`. */
export async function runRace(
  dependencies: Dependencies,
  tell: (action: RaceAction) => void,
  signal: AbortSignal,
): Promise<void> {
  const { client, store, pictureData } = dependencies;
  tell({ type: "begun" });
  const engine = client.startCandidate(fastestCpuBuild());
  signal.addEventListener("abort", () => engine.end());
  try {
    const ready = await dependencies.bringNetwork(engine, { signal });
    if (ready.kind === "problem") throw new EngineStopped(undefined);
    const { backbone } = expectEvent(ready.event, "backboneReady");
    // Features of another network, which took over meanwhile, would mean nothing to this one.
    if (backbone.fingerprint !== store.state.value.engine.backbone?.fingerprint) {
      throw new EngineStopped(undefined);
    }
    // Taken at one moment: what the learner does from now on changes nothing here.
    const field = fieldOf(dependencies);
    await tellFeatures(engine, pictureData, field.pictures.keys());
    const race = new Race(engine, field, dependencies, tell, store.state.value.datasetRevision);
    await race.run();
    tell({ type: "ended", phase: { at: "over", isWhole: true } });
  } catch (cause) {
    if (signal.aborted) tell({ type: "ended", phase: { at: "over", isWhole: false } });
    else if (cause instanceof EngineStopped)
      tell({ type: "ended", phase: { at: "failed", error: cause.error } });
    else throw cause;
  } finally {
    engine.end();
  }
}

interface Field {
  contenders: readonly Contender[];
  numSplits: number;
  plans: ReadonlyMap<Contender, ContenderPlan>;
  classIds: number[];
  /** Without sides, which every split draws anew. */
  labelled: readonly LabelledExample[];
  pictures: ReadonlyMap<number, Example>;
}

function fieldOf({ store }: Dependencies): Field {
  const app = store.state.value;
  const { classIds, examples } = datasetCommand(app);
  const contenders = contendersFor(app.network).filter((contender) => app.race.contenders.has(contender));
  const known = examples.filter(({ weight }) => weight === undefined);
  return {
    contenders,
    numSplits: app.race.numSplits,
    plans: new Map(contenders.map((contender) => [contender, contenderPlan(contender, app)])),
    classIds,
    labelled: known.map((example) => ({ ...example, side: undefined })),
    pictures: new Map(
      known.flatMap(({ exampleId }) => {
        const example = app.examples.get(exampleId);
        return example ? [[exampleId, example]] : [];
      }),
    ),
  };
}

class Race {
  private doneSteps = 0;
  private readonly totalSteps: number;
  private isDrawn = false;
  private readonly beginMillis: number;
  private numParameters: ReadonlyMap<number, number> = new Map();

  constructor(
    private readonly engine: AnsweringEngine,
    private readonly field: Field,
    private readonly dependencies: Dependencies,
    private readonly tell: (action: RaceAction) => void,
    private readonly revision: number,
  ) {
    const steps = [...field.plans.values()].map(weightOf).reduce((sum, weight) => sum + weight, 0);
    this.totalSteps = steps * field.numSplits;
    this.beginMillis = dependencies.nowMillis();
  }

  /** Split by split, so that after the first there is something to see of everyone. */
  async run(): Promise<void> {
    const { layers } = expectEvent(await this.engine.send({ kind: "describeNetwork" }), "networkDescribed");
    const cuts = [...this.field.plans.values()].flatMap(({ settings }) => settings.tuning?.firstBlock ?? []);
    this.numParameters = new Map(cuts.map((cut) => [cut, learningPart(layers, cut).numParameters]));
    for (let split = 0; split < this.field.numSplits; split += 1) {
      const sides = new Map<number, LabelledExample["side"]>();
      for (const contender of this.field.contenders) {
        const run = await this.runOne(contender, split, sides);
        this.tell({ type: "measured", contender, run });
      }
    }
  }

  private async runOne(
    contender: Contender,
    split: number,
    sides: Map<number, LabelledExample["side"]>,
  ): Promise<ContenderRun> {
    const plan = this.field.plans.get(contender);
    if (!plan) throw new EngineStopped(undefined);
    const { nowMillis } = this.dependencies;
    const begin = nowMillis();
    const curve: number[] = [];
    await this.setDataset(plan, split, sides, plan.headEpochs > 0);
    expectEvent(await this.engine.send({ kind: "resetHead" }), "headReset");
    if (contender === "neighbours") {
      const command = { kind: "measureNeighbours", neighbours: NUM_NEIGHBOURS } as const;
      const { report } = expectEvent(await this.engine.send(command), "neighboursMeasured");
      curve.push(report.accuracy);
      this.step(contender, split, weightOf(plan));
    }
    for (let epoch = 0; epoch < plan.headEpochs; epoch += 1) {
      curve.push(await this.trainEpoch(contender, split, HEAD_STEP));
    }
    if (plan.headEpochs > 0 && plan.deepEpochs > 0) await this.setDataset(plan, split, sides, false);
    for (let epoch = 0; epoch < plan.deepEpochs; epoch += 1) {
      curve.push(await this.trainEpoch(contender, split, 1));
    }
    const millis = nowMillis() - begin;
    return { accuracy: curve.at(-1) ?? Number.NaN, curve, millis, numBytes: this.numBytes(contender, plan) };
  }

  private async setDataset(
    { settings }: ContenderPlan,
    split: number,
    sides: Map<number, LabelledExample["side"]>,
    isHeadAlone: boolean,
  ): Promise<void> {
    const ready = expectEvent(
      await this.engine.send({
        kind: "setDataset",
        classIds: this.field.classIds,
        examples: this.field.labelled.map((example) => ({ ...example, side: sides.get(example.exampleId) })),
        settings: {
          ...settings,
          seed: settings.seed + split,
          tuning: isHeadAlone ? undefined : settings.tuning,
        },
      }),
      "datasetReady",
    );
    for (const { exampleId, side } of ready.sides) sides.set(exampleId, side);
    if (this.isDrawn) return;
    this.isDrawn = true;
    const numChecked = ready.sides.filter(({ side }) => side === "validation").length;
    const { contenders, numSplits, classIds, plans } = this.field;
    const course: RaceCourse = {
      contenders,
      numSplits,
      plans,
      numTraining: ready.sides.length - numChecked,
      numChecked,
      numClasses: classIds.length,
      revision: this.revision,
      depths: depthsOf(this.dependencies.store.state.value.network),
    };
    this.tell({ type: "drawn", course });
  }

  /** Step by step, so that something moves while an epoch takes its time. */
  private async trainEpoch(contender: Contender, split: number, weight: number): Promise<number> {
    const before = this.doneSteps;
    for (let tries = 0; ; ) {
      const event = await this.engine.send({ kind: "trainBatch" });
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
        this.progress(contender, split, before + (weight * event.batch) / event.numBatches / 1.5);
      } else if (event.kind === "picturesLookedAt") {
        this.progress(contender, split, before + weight * (2 + event.numDone / event.numExamples) * (1 / 3));
      } else {
        const { report } = expectEvent(event, "epochFinished");
        this.step(contender, split, weight);
        return (report.validation ?? report.training).accuracy;
      }
    }
  }

  private async show(exampleIds: readonly number[]): Promise<void> {
    const { inputs, store } = this.dependencies;
    const atOnce = picturesAtOnce(exampleIds.length, store.state.value.plan.settings.batchSize);
    for (let start = 0; start < exampleIds.length; start += atOnce) {
      const shown = exampleIds.slice(start, start + atOnce);
      const pictures: Uint8Array[] = [];
      for (const id of shown) {
        const blob = this.field.pictures.get(id)?.blob;
        const found = blob && (await inputs.pixelsFromBlob(blob));
        if (!found) throw new EngineStopped(undefined);
        pictures.push(found);
      }
      const command = { kind: "showPictures", exampleIds: shown, ...seenPictures(pictures) } as const;
      expectEvent(await this.engine.send(command), "picturesShown");
    }
  }

  private step(contender: Contender, split: number, weight: number): void {
    this.doneSteps += weight;
    this.progress(contender, split, this.doneSteps);
  }

  private progress(contender: Contender, split: number, doneSteps: number): void {
    const share = Math.min(1, doneSteps / this.totalSteps);
    const elapsedMillis = this.dependencies.nowMillis() - this.beginMillis;
    const leftMillis = share > LEAST_TIMED_SHARE ? (elapsedMillis * (1 - share)) / share : undefined;
    this.tell({ type: "progressed", phase: { at: "running", contender, split, share, leftMillis } });
  }

  private numBytes(contender: Contender, { settings }: ContenderPlan): number {
    const { featureLength = 0 } = this.dependencies.store.state.value.engine.backbone ?? {};
    const { classIds, labelled } = this.field;
    if (contender === "neighbours") return labelled.length * featureLength * NUMBER_BYTES;
    const inHead = (featureLength + 1) * classIds.length;
    const inBlocks = settings.tuning ? (this.numParameters.get(settings.tuning.firstBlock) ?? 0) : 0;
    return (inHead + inBlocks) * NUMBER_BYTES;
  }
}

/** An epoch of the head alone is over at once. */
const HEAD_STEP = 0.01;

/** In epochs with all blocks learning, which take the longest. */
function weightOf({ headEpochs, deepEpochs }: ContenderPlan): number {
  return HEAD_STEP * Math.max(1, headEpochs) + deepEpochs;
}
