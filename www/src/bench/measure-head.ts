/** Teachable Machine's job: the same features, ours by the protocol, peers by the library that it uses itself. */
import { median } from "../../scripts/bench/figures.mjs";
import type { Row } from "../../scripts/bench/row.mjs";
import { fastestCpuBuild } from "../engine/engine-build";
import { benchText } from "../text/bench";
import type { BenchContext } from "./bench-context";
import type { EngineSpec, PeerSpec } from "./contract";
import { type HeadJob, type HeadRun, teachableMachineJob } from "./head-job";
import { engineName } from "./in-words";
import { type OurEngine, startOurEngine } from "./our-engine";
import { startPeer } from "./peer-client";
import { timeRounds } from "./time-rounds";

/** The project's target: fifty times faster than the fastest peer. */
const LIMIT = 0.02;
/** Where it takes us more epochs to the peer's loss, they count, up to so many times the job's own. */
const MOST_EPOCHS_FACTOR = 2;
/** Of the loss; drawn weights differ from run to run, and so do the losses in the end. */
const LOSS_DIGITS = 2;

type OurSpec = Extract<EngineSpec, { family: "ours" }>;

interface Trainer {
  name: string;
  train(job: HeadJob): Promise<HeadRun>;
}

interface Trained {
  name: string;
  /** Without the warm-up; empty when it failed. */
  runs: HeadRun[];
}

export async function measureHead(context: BenchContext): Promise<Row[]> {
  const job = teachableMachineJob();
  const engines: { name: string; engine: OurEngine }[] = [];
  try {
    for (const spec of ourSpecs(context)) {
      engines.push({ name: engineName(spec), engine: await startOurEngine(spec) });
    }
    const ours = engines.map(
      ({ name, engine }): Trainer => ({ name, train: (asked) => engine.trainHead(asked) }),
    );
    const often = { repetitions: context.isQuick ? 1 : 5, warmUps: 1 };
    const trained = await withPeers(context, quickPeers(context), (peers) =>
      trainInTurn(context, [...ours, ...peers], job, often),
    );
    // Minutes for one repetition, so that a second one would tell little for its price.
    const slowPeers = await withPeers(context, patientPeers(context), (peers) =>
      trainInTurn(context, peers, job, { repetitions: 1, warmUps: 0 }),
    );
    const peers = [...trained.slice(ours.length), ...slowPeers];
    const best = fastest(peers);
    const rows: Row[] = [];
    for (const [index, { engine }] of engines.entries()) {
      const ourRuns = trained[index];
      if (!ourRuns || ourRuns.runs.length === 0) continue;
      const toLoss = best ? await millisToLoss(context, engine, job, best, ourRuns) : null;
      rows.push(...headRows(job, ourRuns, peers, best, toLoss));
    }
    return rows;
  } finally {
    for (const { engine } of engines) engine.close();
  }
}

function ourSpecs({ threads }: BenchContext): OurSpec[] {
  const oneThread: OurSpec = { family: "ours", build: fastestCpuBuild(), threads: 1 };
  return threads === 1 ? [oneThread] : [oneThread, { ...oneThread, threads }];
}

function quickPeers({ threads }: BenchContext): PeerSpec[] {
  const oneThread: PeerSpec = { family: "tensorflow", backend: "wasm", threads: 1 };
  return threads === 1 ? [oneThread] : [oneThread, { ...oneThread, threads }];
}

function patientPeers({ isQuick, adapter }: BenchContext): PeerSpec[] {
  const isGpuWorthIt = adapter !== undefined && !(adapter.isSoftware && isQuick);
  return [
    { family: "tensorflow", backend: "cpu", threads: 1 },
    ...(isGpuWorthIt ? [{ family: "tensorflow", backend: "webgpu", threads: 1 } as const] : []),
  ];
}

/** Starts the peers without a network, and ends them whatever happens. */
async function withPeers(
  context: BenchContext,
  specs: readonly PeerSpec[],
  work: (peers: Trainer[]) => Promise<Trained[]>,
): Promise<Trained[]> {
  const trainers: Trainer[] = [];
  const ends: (() => void)[] = [];
  try {
    for (const spec of specs) {
      const name = engineName(spec);
      context.say(benchText.starting(name));
      try {
        const peer = await startPeer(spec, undefined);
        context.versions.set(spec.family, peer.version);
        trainers.push({ name, train: (job) => peer.trainHead(job) });
        ends.push(() => peer.close());
      } catch (cause) {
        context.fail({ code: "engineFailed", engine: name, detail: String(cause) });
      }
    }
    return await work(trainers);
  } finally {
    for (const end of ends) end();
  }
}

/** In the order of the trainers. Each measures itself, so that judging the result is not part of the time. */
async function trainInTurn(
  context: BenchContext,
  trainers: readonly Trainer[],
  job: HeadJob,
  { repetitions, warmUps }: { repetitions: number; warmUps: number },
): Promise<Trained[]> {
  const runs = new Map(trainers.map(({ name }) => [name, [] as HeadRun[]]));
  const contestants = trainers.map(({ name, train }) => ({
    name,
    prepare: () => async () => runs.get(name)?.push(await train(job)),
  }));
  const { failures } = await timeRounds(contestants, {
    repetitions,
    warmUps,
    onTurn: (name, round, numRounds) =>
      context.say(benchText.turn(benchText.headEpochs(job.epochs), name, round + 1, numRounds)),
  });
  for (const [engine, detail] of failures) context.fail({ code: "engineFailed", engine, detail });
  return trainers.map(({ name }) => ({
    name,
    runs: failures.has(name) ? [] : (runs.get(name) ?? []).slice(warmUps),
  }));
}

function fastest(peers: readonly Trained[]): Trained | undefined {
  const measured = peers.filter(({ runs }) => runs.length > 0);
  return measured.toSorted((one, other) => middleMillis(one) - middleMillis(other))[0];
}

async function millisToLoss(
  context: BenchContext,
  engine: OurEngine,
  job: HeadJob,
  best: Trained,
  ours: Trained,
): Promise<number[] | null> {
  const peerLoss = middleLoss(best);
  const epochs = MOST_EPOCHS_FACTOR * job.epochs;
  const millis: number[] = [];
  for (const _ of ours.runs) {
    const run = await engine.trainHead({ ...job, epochs }, peerLoss);
    if (!(run.loss <= peerLoss)) {
      context.fail({ code: "lossNotReached", peer: best.name, peerLoss, ourLoss: run.loss, epochs });
      return null;
    }
    millis.push(run.elapsedMillis);
  }
  return millis;
}

function headRows(
  job: HeadJob,
  ours: Trained,
  peers: readonly Trained[],
  best: Trained | undefined,
  toLoss: number[] | null,
): Row[] {
  const target = { says: benchText.targetHead, kind: "timesPeer", limit: LIMIT } as const;
  const accuracies = [ours, ...peers]
    .filter(({ runs }) => runs.length > 0)
    .map(({ name, runs }) => `${name} ${(100 * median(runs.map(({ accuracy }) => accuracy))).toFixed(1)} %`);
  const figures = (read: (run: HeadRun) => number) =>
    Object.fromEntries(
      peers.map(({ name, runs }) => [name, runs.length > 0 ? runs.map(read) : null] as const),
    );
  const rows: Row[] = [
    {
      section: "head",
      what: benchText.headBy(ours.name, benchText.headEpochs(job.epochs)),
      unit: "ms",
      ours: ours.runs.map(({ elapsedMillis }) => elapsedMillis),
      peers: figures(({ elapsedMillis }) => elapsedMillis),
      target,
      note: benchText.headNote(job.numExamples, job.numClasses, accuracies.join(", ")),
    },
    {
      section: "head",
      what: benchText.headBy(ours.name, benchText.headLoss(job.epochs)),
      unit: "number",
      ours: ours.runs.map(({ loss }) => loss),
      peers: figures(({ loss }) => loss),
    },
  ];
  if (!best) return rows;
  const peerMillis = best.runs.map(({ elapsedMillis }) => elapsedMillis);
  return [
    ...rows,
    {
      section: "head",
      what: benchText.headBy(
        ours.name,
        benchText.headToLoss(middleLoss(best).toPrecision(LOSS_DIGITS), best.name),
      ),
      unit: "ms",
      ours: toLoss,
      peers: { [best.name]: peerMillis },
      target,
    },
  ];
}

function middleMillis({ runs }: Trained): number {
  return median(runs.map(({ elapsedMillis }) => elapsedMillis));
}

function middleLoss({ runs }: Trained): number {
  return median(runs.map(({ loss }) => loss));
}
