/** Which engines look at which pictures how often, and who is compared with whom. */
import type { Target } from "../../scripts/bench/row.mjs";
import { fastestCpuBuild } from "../engine/engine-build";
import { benchText } from "../text/bench";
import type { BenchContext } from "./bench-context";
import type { EngineSpec, PeerSpec } from "./contract";
import { engineName } from "./in-words";

/** Engines that are alive together and take turns. */
export interface Lane {
  device: "cpu" | "gpu";
  engines: EngineSpec[];
  /** Side of the pictures with which engines are started and compared. */
  firstSide: number;
  numStarts: number;
  cases: { numPictures: number; side: number; repetitions: number }[];
}

/** One of ours, and the peers that have the same means. */
export interface Comparison {
  ours: EngineSpec;
  peers: PeerSpec[];
  /** For one picture in the steady state. */
  target?: Target;
}

type PlanContext = Pick<BenchContext, "isQuick" | "adapter" | "threads">;

/** What the network was trained on. */
const FULL_SIDE = 224;
/** A software adapter takes seconds for a full picture, and a fifth of that for a picture of this side. */
const SMALL_SIDE = 96;

/** The targets of the project, as factors of the faster peer's time. */
const ONE_THREAD_LIMIT = 0.9;
const THREADS_LIMIT = 1;
const SOFTWARE_GPU_LIMIT = 0.35;
const HARDWARE_GPU_LIMIT = 1;

export function lanes(context: PlanContext): Lane[] {
  const { isQuick, adapter } = context;
  const cpu: Lane = {
    device: "cpu",
    engines: enginesOf(embedComparisonsOnCpu(context)),
    firstSide: FULL_SIDE,
    numStarts: isQuick ? 1 : 3,
    cases: [
      { numPictures: 1, side: FULL_SIDE, repetitions: isQuick ? 5 : 15 },
      { numPictures: 8, side: FULL_SIDE, repetitions: isQuick ? 3 : 7 },
      { numPictures: 32, side: FULL_SIDE, repetitions: isQuick ? 1 : 3 },
    ],
  };
  if (!adapter) return [cpu];
  const gpu = { device: "gpu" as const, engines: enginesOf([comparisonOnGpu(adapter.isSoftware)]) };
  if (!adapter.isSoftware) return [cpu, { ...cpu, ...gpu }];
  const repetitions = isQuick ? 1 : 3;
  return [
    cpu,
    {
      ...gpu,
      firstSide: SMALL_SIDE,
      numStarts: 1,
      cases: [
        { numPictures: 1, side: SMALL_SIDE, repetitions },
        { numPictures: 8, side: SMALL_SIDE, repetitions },
        ...(isQuick
          ? []
          : [
              // Minutes for one round.
              { numPictures: 32, side: SMALL_SIDE, repetitions: 1 },
              { numPictures: 1, side: FULL_SIDE, repetitions },
            ]),
      ],
    },
  ];
}

export function embedComparisons(context: PlanContext, { device }: Pick<Lane, "device">): Comparison[] {
  if (device === "cpu") return embedComparisonsOnCpu(context);
  return context.adapter ? [comparisonOnGpu(context.adapter.isSoftware)] : [];
}

function embedComparisonsOnCpu({ threads }: PlanContext): Comparison[] {
  const oneThread: Comparison = {
    ours: { family: "ours", build: fastestCpuBuild(), threads: 1 },
    peers: peersOnCpu(1),
    target: timesPeer(ONE_THREAD_LIMIT, benchText.fasterPeerOneThread),
  };
  if (threads === 1) return [oneThread];
  const withThreads: Comparison = {
    ours: { family: "ours", build: fastestCpuBuild(), threads },
    peers: peersOnCpu(threads),
    target: timesPeer(THREADS_LIMIT, benchText.fasterPeerThreads),
  };
  return [oneThread, withThreads];
}

function comparisonOnGpu(isSoftware: boolean): Comparison {
  return {
    ours: { family: "ours", build: "gpu", threads: 1 },
    peers: [
      { family: "onnxruntime", backend: "webgpu", threads: 1 },
      { family: "tensorflow", backend: "webgpu", threads: 1 },
    ],
    target: isSoftware
      ? timesPeer(SOFTWARE_GPU_LIMIT, benchText.fasterPeerSoftware)
      : timesPeer(HARDWARE_GPU_LIMIT, benchText.fasterPeerGpu),
  };
}

function peersOnCpu(threads: number): PeerSpec[] {
  return [
    { family: "onnxruntime", backend: "wasm", threads },
    { family: "tensorflow", backend: "wasm", threads },
  ];
}

function timesPeer(limit: number, what: string): Target {
  return { says: benchText.targetTimesPeer(limit, what), kind: "timesPeer", limit };
}

/** Each engine once, however many comparisons it is in. */
function enginesOf(comparisons: readonly Comparison[]): EngineSpec[] {
  const byName = new Map<string, EngineSpec>();
  for (const spec of comparisons.flatMap(({ ours, peers }) => [ours, ...peers])) {
    byName.set(engineName(spec), spec);
  }
  return [...byName.values()];
}
