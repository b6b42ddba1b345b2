/** Runs the parts that are asked for, one after the other, and gathers what they found. */
import type { Row } from "../../scripts/bench/row.mjs";
import { preflightGpu } from "../engine/preflight";
import { benchText } from "../text/bench";
import type { BenchContext } from "./bench-context";
import type { Adapter, BenchPart, BenchProblem, BenchProgress, BenchRequest, BenchResult } from "./contract";
import { problemInWords } from "./in-words";
import { measureEmbed } from "./measure-embed";
import { measureHead } from "./measure-head";
import { measureTuning } from "./measure-tuning";

/** More threads than this make none of the engines faster. */
const MOST_THREADS = 8;

const PACKAGES = new Map([
  ["onnxruntime", "onnxruntime-web"],
  ["tensorflow", "@tensorflow/tfjs"],
]);

/** Never rejects: whatever goes wrong is among the problems. */
export async function runBench(
  request: BenchRequest,
  onProgress: (progress: BenchProgress) => void,
): Promise<BenchResult> {
  const problems: BenchProblem[] = [];
  const context: BenchContext = {
    isQuick: request.isQuick,
    adapter: await usableAdapter(),
    threads: crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, MOST_THREADS) : 1,
    agreements: [],
    versions: new Map(),
    say: (sentence) => onProgress({ sentence }),
    fail: (problem) => void problems.push(problem),
  };
  const rows: Row[] = [];
  for (const part of request.parts) {
    try {
      rows.push(...(await measurePart(part, context)));
    } catch (cause) {
      // Only our own engine can stop a part as a whole: without it there is nothing to compare with.
      context.fail({ code: "engineFailed", engine: benchText.columns.ours, detail: String(cause) });
    }
  }
  return {
    rows,
    agreements: context.agreements,
    problems: problems.map(problemInWords),
    adapter: context.adapter,
    versions: versionsByPackage(context.versions),
    threads: context.threads,
    isIsolated: crossOriginIsolated,
  };
}

function measurePart(part: BenchPart, context: BenchContext): Promise<Row[]> {
  switch (part) {
    case "embed":
      return measureEmbed(context);
    case "head":
      return measureHead(context);
    case "tuning":
      return measureTuning(context);
    default:
      return part satisfies never;
  }
}

async function usableAdapter(): Promise<Adapter | undefined> {
  const { preflight, isSoftware, description } = await preflightGpu(navigator.gpu);
  return preflight.hasAdapter ? { isSoftware, description } : undefined;
}

function versionsByPackage(versions: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...versions].map(([family, version]) => [PACKAGES.get(family) ?? family, version]),
  );
}
