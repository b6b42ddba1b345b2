/** Which engines take the tuning step how often, and who is compared with whom. */
import type { Target } from "../../scripts/bench/row.mjs";
import { fastestCpuBuild } from "../engine/engine-build";
import { benchText } from "../text/bench";
import type { BenchContext } from "./bench-context";
import type { EngineSpec, PeerSpec } from "./contract";
import { deviceOf } from "./engine-device";
import { engineName } from "./in-words";

export type OurSpec = Extract<EngineSpec, { family: "ours" }>;

/** Engines that take turns, because they are about as quick as each other. */
export interface TuningLane {
  ours: OurSpec[];
  peers: PeerSpec[];
  repetitions: number;
}

type PlanContext = Pick<BenchContext, "isQuick" | "adapter" | "threads">;

/** The project's target on WebGPU, as a factor of TF.js's time on the same adapter. */
const GPU_LIMIT = 1;

const PLAIN_JAVASCRIPT: PeerSpec = { family: "tensorflow", backend: "cpu", threads: 1 };
const THEIR_WEBGPU: PeerSpec = { family: "tensorflow", backend: "webgpu", threads: 1 };
const OUR_WEBGPU: OurSpec = { family: "ours", build: "gpu", threads: 1 };

/** Ours on the CPU: the first one is what all others are compared with. */
export function ourCpuSpecs({ threads }: PlanContext): OurSpec[] {
  const oneThread: OurSpec = { family: "ours", build: fastestCpuBuild(), threads: 1 };
  return threads === 1 ? [oneThread] : [oneThread, { ...oneThread, threads }];
}

/** What takes a minute for a step is asked a few times and apart, so that the others need not wait for it. */
export function tuningLanes(context: PlanContext): TuningLane[] {
  const { isQuick, adapter, threads } = context;
  const isGpuReal = adapter !== undefined && !adapter.isSoftware;
  const isGpuSlow = adapter?.isSoftware === true && !isQuick;
  return [
    {
      ours: [...ourCpuSpecs(context), ...(isGpuReal ? [OUR_WEBGPU] : [])],
      peers: [...wasmPeers(threads), ...(isGpuReal ? [THEIR_WEBGPU] : [])],
      repetitions: isQuick ? 3 : 15,
    },
    { ours: [], peers: [PLAIN_JAVASCRIPT], repetitions: isQuick ? 1 : 2 },
    ...(isGpuSlow ? [{ ours: [OUR_WEBGPU], peers: [THEIR_WEBGPU], repetitions: 3 }] : []),
  ];
}

/** On the CPU those with as many threads as ours, and those whose threads nobody chooses; on the GPU that on the GPU. */
export function comparedPeers(ours: OurSpec, peers: readonly PeerSpec[]): PeerSpec[] {
  if (deviceOf(ours) === "gpu") return peers.filter((peer) => deviceOf(peer) === "gpu");
  return peers.filter(({ backend, threads }) => backend !== "wasm" || threads === ours.threads);
}

/** For one step; undefined where the project has none. */
export function stepTarget(ours: OurSpec): Target | undefined {
  if (deviceOf(ours) === "cpu") return undefined;
  const says = benchText.targetTimesPeer(GPU_LIMIT, engineName(THEIR_WEBGPU));
  return { says, kind: "timesPeer", limit: GPU_LIMIT };
}

function wasmPeers(threads: number): PeerSpec[] {
  const oneThread: PeerSpec = { family: "tensorflow", backend: "wasm", threads: 1 };
  return threads === 1 ? [oneThread] : [oneThread, { ...oneThread, threads }];
}
