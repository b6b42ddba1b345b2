/** The rows of the tuning step, from what was measured. */
import type { Row } from "../../scripts/bench/row.mjs";
import type { Device } from "../engine/protocol";
import { benchText } from "../text/bench";
import type { EngineSpec, PeerSpec } from "./contract";
import { deviceOf } from "./engine-device";
import { engineName, placeName } from "./in-words";
import { type TuningComparison, worseOf } from "./tuning-agreement";
import type { TuningJob } from "./tuning-job";
import { comparedPeers, type OurSpec, stepTarget } from "./tuning-plan";

export interface TuningFound {
  job: TuningJob;
  /** The first one is the one that all were compared with. */
  ours: OurSpec[];
  peers: PeerSpec[];
  /** By name of the engine; without the first picture. */
  showMillis: ReadonlyMap<string, number[]>;
  /** By name of the engine; an engine that was not measured is absent. */
  stepMillis: Map<string, number[]>;
  multiplyAdds: number;
  /** By name: how far an engine that was timed is from our first one. */
  comparisons: Map<string, TuningComparison>;
}

export function tuningRows(found: TuningFound): Row[] {
  const steps = found.ours.map((spec, index) => stepRow(spec, found, { isFirst: index === 0 }));
  // The frozen part is the CPU's, whoever teaches the rest.
  return [...steps, ...oursOn(found, "cpu").map((spec) => showRow(spec, found))];
}

/** What is true of all rows is said with the first one; each has other peers, and so a table of its own. */
function stepRow(spec: OurSpec, found: TuningFound, { isFirst }: { isFirst: boolean }): Row {
  const { job, peers, stepMillis, multiplyAdds } = found;
  const compared = comparedPeers(spec, peers);
  const target = stepTarget(spec);
  const figure = (one: OurSpec | PeerSpec) => stepMillis.get(engineName(one)) ?? null;
  const missing = [spec, ...compared].filter((one) => figure(one) === null).map(engineName);
  const ofAll = [
    benchText.tuningNote(job.labels.length, job.numClasses, (multiplyAdds / 1e9).toFixed(1)),
    benchText.tuningPeersNote,
    agreement(found, [...oursOn(found, "cpu"), ...peers]),
  ];
  const notes = [
    ...(isFirst ? ofAll : []),
    ...(deviceOf(spec) === "gpu" ? [agreement(found, [spec, ...compared])] : []),
    ...(missing.length === 0 ? [] : [benchText.failedHere(missing.join(", "))]),
  ];
  return {
    section: "tuning",
    what: benchText.tuningBy(job.labels.length, placeName(spec)),
    unit: "ms",
    ours: figure(spec),
    peers: Object.fromEntries(compared.map((peer) => [engineName(peer), figure(peer)])),
    ...(target ? { target } : {}),
    ...(notes.length > 0 ? { note: notes.join(" ") } : {}),
  };
}

function showRow(spec: OurSpec, { showMillis }: TuningFound): Row {
  return {
    section: "tuning",
    what: benchText.tuningShowingBy(placeName(spec)),
    unit: "ms",
    ours: showMillis.get(engineName(spec)) ?? null,
    peers: {},
    note: benchText.tuningShowingNote,
  };
}

function oursOn({ ours }: TuningFound, device: Device): OurSpec[] {
  return ours.filter((spec) => deviceOf(spec) === device);
}

function agreement({ comparisons }: TuningFound, engines: readonly EngineSpec[]): string {
  const ofEngines = engines.flatMap((spec) => comparisons.get(engineName(spec)) ?? []);
  const { loss, gradient } = ofEngines.reduce(worseOf, { loss: 0, gradient: 0 });
  return benchText.tuningAgreement(inMillionths(loss), inMillionths(gradient));
}

function inMillionths(share: number): string {
  return `${Number((share * 1e6).toPrecision(2))}`;
}
