/** Which engines take the tuning step how often, and who is compared with whom. */
import { fastestCpuBuild } from "../engine/engine-build";
import type { BenchContext } from "./bench-context";
import type { EngineSpec, PeerSpec } from "./contract";

export type OurSpec = Extract<EngineSpec, { family: "ours" }>;

/** Peers that are alive together and take turns, with ours where they are as quick. */
export interface TuningLane {
  peers: PeerSpec[];
  withOurs: boolean;
  repetitions: number;
}

type PlanContext = Pick<BenchContext, "isQuick" | "adapter" | "threads">;

const PLAIN_JAVASCRIPT: PeerSpec = { family: "tensorflow", backend: "cpu", threads: 1 };
const WEBGPU: PeerSpec = { family: "tensorflow", backend: "webgpu", threads: 1 };

export function ourTuningSpecs({ threads }: PlanContext): OurSpec[] {
  const oneThread: OurSpec = { family: "ours", build: fastestCpuBuild(), threads: 1 };
  return threads === 1 ? [oneThread] : [oneThread, { ...oneThread, threads }];
}

/** What takes a minute for a step is asked a few times and apart, so that the others need not wait for it. */
export function tuningLanes({ isQuick, adapter, threads }: PlanContext): TuningLane[] {
  const isGpuReal = adapter !== undefined && !adapter.isSoftware;
  const isGpuSlow = adapter?.isSoftware === true && !isQuick;
  return [
    {
      peers: [...wasmPeers(threads), ...(isGpuReal ? [WEBGPU] : [])],
      withOurs: true,
      repetitions: isQuick ? 3 : 15,
    },
    {
      peers: [PLAIN_JAVASCRIPT, ...(isGpuSlow ? [WEBGPU] : [])],
      withOurs: false,
      repetitions: isQuick ? 1 : 2,
    },
  ];
}

/** With as many threads as ours, and those whose threads nobody chooses. */
export function comparedPeers(ours: OurSpec, peers: readonly PeerSpec[]): PeerSpec[] {
  return peers.filter(({ backend, threads }) => backend !== "wasm" || threads === ours.threads);
}

function wasmPeers(threads: number): PeerSpec[] {
  const oneThread: PeerSpec = { family: "tensorflow", backend: "wasm", threads: 1 };
  return threads === 1 ? [oneThread] : [oneThread, { ...oneThread, threads }];
}
