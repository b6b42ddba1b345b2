/** Names of engines and sentences for problems: which of the texts says what the data means. */
import { benchText } from "../text/bench";
import type { BenchProblem, EngineSpec } from "./contract";
import { deviceOf } from "./engine-device";

/** No two engines of a run have the same name, so that it also tells them apart. */
export function engineName(spec: EngineSpec): string {
  if (spec.family !== "ours") return benchText.peer[spec.family](backendName(spec));
  return deviceOf(spec) === "gpu" ? benchText.ourGpu : benchText.ourCpu(spec.threads);
}

/** Where a row was measured. */
export function placeName(spec: EngineSpec): string {
  if (spec.family !== "ours") return backendName(spec);
  return deviceOf(spec) === "gpu" ? benchText.webgpu : benchText.placeCpu(spec.threads);
}

export function problemInWords(problem: BenchProblem): string {
  switch (problem.code) {
    case "disagreement": {
      const { engine, cosine, maxDifference } = problem;
      return benchText.disagreement(engine, cosine.toFixed(6), maxDifference.toPrecision(3));
    }
    case "tuningDisagreement": {
      const { engine, loss, gradient } = problem;
      return benchText.tuningDisagreement(engine, loss.toExponential(1), gradient.toExponential(1));
    }
    case "engineFailed":
      return benchText.engineFailed(problem.engine, problem.detail);
    case "lossNotReached": {
      const { peer, peerLoss, ourLoss, epochs } = problem;
      return benchText.lossNotReached(peer, peerLoss.toPrecision(3), ourLoss.toPrecision(3), epochs);
    }
    default:
      return problem satisfies never;
  }
}

function backendName({ backend, threads }: Exclude<EngineSpec, { family: "ours" }>): string {
  switch (backend) {
    case "wasm":
      return benchText.wasm(threads);
    case "webgpu":
      return benchText.webgpu;
    case "cpu":
      return benchText.plainJavaScript;
    default:
      return backend satisfies never;
  }
}
