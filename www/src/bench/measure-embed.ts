/** Looking at pictures: every engine from RGBA bytes to features, agreement first, then times in turn. */
import type { Row } from "../../scripts/bench/row.mjs";
import { benchText } from "../text/bench";
import { compareFeatures, doesAgree } from "./agreement";
import type { BenchContext } from "./bench-context";
import type { EngineSpec } from "./contract";
import { type Comparison, embedComparisons, type Lane, lanes } from "./embed-plan";
import { type Embedder, startEmbedder } from "./embedder";
import { generatedPictures } from "./generated-pictures";
import { engineName, placeName } from "./in-words";
import { type Timings, timeRounds } from "./time-rounds";

const AGREEMENT_SEED = 1000;
const NUM_AGREEMENT_PICTURES = 3;

/** A name, what it stands for, and the running engine. */
interface Runner {
  name: string;
  spec: EngineSpec;
  embedder: Embedder;
}

interface Started {
  runners: Runner[];
  /** Milliseconds from nothing to the first features, and of the first call alone. */
  startMillis: Map<string, number[]>;
  firstMillis: Map<string, number[]>;
}

/** An engine that fails is left out and told; where one disagrees, nothing on its device is timed. */
export async function measureEmbed(context: BenchContext): Promise<Row[]> {
  const rows: Row[] = [];
  let reference: ReferenceFeatures | undefined;
  for (const lane of lanes(context)) {
    const started = await startAll(context, lane);
    try {
      // Not earlier: a start must not find code that the reference has compiled.
      reference ??= await referenceFeatures(context);
      if (!(await doAllAgree(context, lane, started.runners, reference))) continue;
      const comparisons = embedComparisons(context, lane);
      rows.push(...startRows(lane, comparisons, started));
      let runners = started.runners;
      for (const laneCase of lane.cases) {
        const { numPictures, side } = laneCase;
        const timings = await timeCase(context, runners, laneCase);
        runners = runners.filter(({ name }) => !timings.failures.has(name));
        const nameCase = (spec: EngineSpec) => benchText.embedSteady(numPictures, side, placeName(spec));
        const isTargeted = numPictures === 1;
        rows.push(
          ...comparisons.map((comparison) => row(comparison, timings.millis, nameCase, { isTargeted })),
        );
      }
    } finally {
      for (const { embedder } of started.runners) embedder.close();
    }
  }
  return rows;
}

type ReferenceFeatures = (side: number) => Float32Array;

/** Of our CPU engine for every browser, which the engine's own tests compare with the published network. */
async function referenceFeatures(context: BenchContext): Promise<ReferenceFeatures> {
  const spec: EngineSpec = { family: "ours", build: "cpu", threads: 1 };
  const embedder = await startEmbedder(spec);
  try {
    const features = new Map<number, Float32Array>();
    for (const side of new Set(lanes(context).map((lane) => lane.firstSide))) {
      features.set(side, await agreementFeatures(embedder, side));
    }
    return (side) => features.get(side) ?? new Float32Array(0);
  } finally {
    embedder.close();
  }
}

/** One picture after the other, as they come from a webcam. */
async function agreementFeatures(embedder: Embedder, side: number): Promise<Float32Array> {
  const parts: number[] = [];
  for (let picture = 0; picture < NUM_AGREEMENT_PICTURES; picture += 1) {
    const pixels = generatedPictures(1, side, AGREEMENT_SEED + picture);
    parts.push(...(await embedder.embed(pixels, 1, side)));
  }
  return Float32Array.from(parts);
}

/** Starts every engine as often as the lane says, in turn; the last start is kept. */
async function startAll(context: BenchContext, lane: Lane): Promise<Started> {
  const started: Started = { runners: [], startMillis: new Map(), firstMillis: new Map() };
  for (let start = 0; start < lane.numStarts; start += 1) {
    const isLast = start === lane.numStarts - 1;
    for (const spec of lane.engines) {
      const name = engineName(spec);
      context.say(benchText.starting(name));
      try {
        const embedder = await startOne(spec, lane.firstSide, name, started);
        if (embedder.version !== undefined) context.versions.set(spec.family, embedder.version);
        if (isLast) started.runners.push({ name, spec, embedder });
        else embedder.close();
      } catch (cause) {
        context.fail({ code: "engineFailed", engine: name, detail: String(cause) });
      }
    }
  }
  return started;
}

async function startOne(spec: EngineSpec, side: number, name: string, started: Started): Promise<Embedder> {
  const pixels = generatedPictures(1, side, AGREEMENT_SEED);
  const begin = performance.now();
  const embedder = await startEmbedder(spec);
  const loaded = performance.now();
  try {
    await embedder.embed(pixels, 1, side);
  } catch (cause) {
    embedder.close();
    throw cause;
  }
  const end = performance.now();
  started.startMillis.set(name, [...(started.startMillis.get(name) ?? []), end - begin]);
  started.firstMillis.set(name, [...(started.firstMillis.get(name) ?? []), end - loaded]);
  return embedder;
}

async function doAllAgree(
  context: BenchContext,
  { firstSide }: Lane,
  runners: readonly Runner[],
  reference: ReferenceFeatures,
): Promise<boolean> {
  let doAgree = true;
  for (const { name, embedder } of runners) {
    context.say(benchText.comparing(name));
    try {
      const features = await agreementFeatures(embedder, firstSide);
      const comparison = compareFeatures(reference(firstSide), features);
      context.agreements.push({ engine: name, side: firstSide, ...comparison });
      if (doesAgree(comparison)) continue;
      context.fail({ code: "disagreement", engine: name, ...comparison });
      doAgree = false;
    } catch (cause) {
      context.fail({ code: "engineFailed", engine: name, detail: String(cause) });
    }
  }
  return doAgree;
}

async function timeCase(
  context: BenchContext,
  runners: readonly Runner[],
  { numPictures, side, repetitions }: Lane["cases"][number],
): Promise<Timings> {
  const pictures = generatedPictures(numPictures, side, AGREEMENT_SEED);
  const contestants = runners.map(({ name, embedder }) => ({
    name,
    prepare: () => {
      const pixels = pictures.slice();
      return () => embedder.embed(pixels, numPictures, side);
    },
  }));
  const specs = new Map(runners.map(({ name, spec }) => [name, spec]));
  const timings = await timeRounds(contestants, {
    repetitions,
    warmUps: 1,
    onTurn: (name, round, numRounds) => {
      const spec = specs.get(name);
      if (spec) {
        const what = benchText.embedSteady(numPictures, side, placeName(spec));
        context.say(benchText.turn(what, name, round + 1, numRounds));
      }
    },
  });
  for (const [engine, detail] of timings.failures) context.fail({ code: "engineFailed", engine, detail });
  return timings;
}

function startRows({ firstSide }: Lane, comparisons: readonly Comparison[], started: Started): Row[] {
  return comparisons.flatMap((comparison) => [
    row(comparison, started.firstMillis, (spec) => benchText.embedFirst(firstSide, placeName(spec))),
    row(comparison, started.startMillis, (spec) => benchText.embedStart(firstSide, placeName(spec)), {
      note: benchText.startNote,
    }),
  ]);
}

function row(
  { ours, peers, target }: Comparison,
  millis: ReadonlyMap<string, number[]>,
  nameCase: (spec: EngineSpec) => string,
  { isTargeted = false, note }: { isTargeted?: boolean; note?: string } = {},
): Row {
  const figure = (spec: EngineSpec) => millis.get(engineName(spec)) ?? null;
  const missing = [ours, ...peers].filter((spec) => figure(spec) === null);
  const notes = [
    ...(note !== undefined ? [note] : []),
    ...(missing.length === 0 ? [] : [benchText.failedHere(missing.map(engineName).join(", "))]),
  ];
  return {
    section: "embed",
    what: nameCase(ours),
    unit: "ms",
    ours: figure(ours),
    peers: Object.fromEntries(peers.map((spec) => [engineName(spec), figure(spec)])),
    ...(isTargeted && target ? { target } : {}),
    ...(notes.length > 0 ? { note: notes.join(" ") } : {}),
  };
}
