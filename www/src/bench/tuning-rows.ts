/** The rows of the tuning step, from what was measured. */
import type { Row } from "../../scripts/bench/row.mjs";
import { benchText } from "../text/bench";
import type { PeerSpec } from "./contract";
import { engineName, placeName } from "./in-words";
import type { TuningComparison } from "./tuning-agreement";
import type { TuningJob } from "./tuning-job";
import { comparedPeers, type OurSpec } from "./tuning-plan";

export interface TuningFound {
  job: TuningJob;
  ours: OurSpec[];
  peers: PeerSpec[];
  /** By name of the engine; without the first picture. */
  showMillis: ReadonlyMap<string, number[]>;
  /** By name of the engine; an engine that was not measured is absent. */
  stepMillis: Map<string, number[]>;
  multiplyAdds: number;
  /** The farthest from our first engine that one which was timed is. */
  worst: TuningComparison;
}

export function tuningRows(found: TuningFound): Row[] {
  const steps = found.ours.map((spec, index) => stepRow(spec, found, { isFirst: index === 0 }));
  return [...steps, ...found.ours.map((spec) => showRow(spec, found))];
}

/** What is true of all rows is said with the first one; each has other peers, and so a table of its own. */
function stepRow(
  spec: OurSpec,
  { job, peers, stepMillis, multiplyAdds, worst }: TuningFound,
  { isFirst }: { isFirst: boolean },
): Row {
  const compared = comparedPeers(spec, peers);
  const figure = (one: OurSpec | PeerSpec) => stepMillis.get(engineName(one)) ?? null;
  const missing = [spec, ...compared].filter((one) => figure(one) === null).map(engineName);
  const ofAll = [
    benchText.tuningNote(job.labels.length, job.numClasses, (multiplyAdds / 1e9).toFixed(1)),
    benchText.tuningPeersNote,
    benchText.tuningAgreement(inMillionths(worst.loss), inMillionths(worst.gradient)),
  ];
  const notes = [
    ...(isFirst ? ofAll : []),
    ...(missing.length === 0 ? [] : [benchText.failedHere(missing.join(", "))]),
  ];
  return {
    section: "tuning",
    what: benchText.tuningBy(job.labels.length, placeName(spec)),
    unit: "ms",
    ours: figure(spec),
    peers: Object.fromEntries(compared.map((peer) => [engineName(peer), figure(peer)])),
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

function inMillionths(share: number): string {
  return `${Number((share * 1e6).toPrecision(2))}`;
}
