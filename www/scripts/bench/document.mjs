/** Writes the record of a run as the document that people read: docs/benchmarks.md. */
import { bestPeer, figureInWords, isTargetMet, ratioToBestPeer, threeDigits } from "./figures.mjs";
import { boundOfGpuStep, remarkOn } from "./remarks.mjs";
import { SECTIONS, tablesFromRows } from "./tables.mjs";

const TITLES = {
  embed: "Embed: from pictures to features",
  head: "Head: Teachable Machine's job",
  tuning: "Tuning step",
  visit: "First visit",
  memory: "Memory",
};

const INTRODUCTIONS = {
  embed: `The same network (EfficientNet-Lite0) with the same weights in every engine: from the RGBA bytes of the pictures in
the page's memory to the 1280 features of each in the page's memory. Every engine, ours too, lives in a worker of its
own and is asked by message, so that the way there and back is counted for all alike. onnxruntime-web runs one
session on an ONNX file with folded batch norms; TF.js runs its fused convolutions. The engines take turns, each round
in the opposite order of the last one; an untimed call goes first, and waiting threads do not spin meanwhile. TF.js
takes at most half of the machine's logical cores; here it is told of twice as many, so that it has as many threads as
the others. The features of three pictures are compared before anything is timed in the steady state.`,
  head: `150 pictures, 3 classes, 50 epochs, batch 16, one hidden layer of 100, Adam with 0.001: what Teachable Machine
proposes. All get the same drawn features, in JavaScript's memory. TF.js trains as Teachable Machine does, with a layers
model and \`fit\`; ours is asked for one epoch after the other and measures loss, accuracy and the confusion matrix in
each. The loss is that over all training pictures after the last epoch; where ours needs more epochs to the peer's loss,
they are counted. Every run starts from other drawn weights. Ours scales features to length 10 first, as it
always does.`,
  tuning: `One step of gradient descent for the last three blocks (13, 14, 15 and the last 1×1 convolution) and a linear head, on
one batch of 16 pictures of 224 px: forward, back, and the optimiser. What the first of the three blocks reads does not
change while they learn, so every engine has it at hand; the peers got it from ours. All begin with the same weights,
the head's too. Ours is asked for one batch by the page's own command (\`trainBatch\`), TF.js for one \`variableGrads\` and one
\`applyGradients\` of its momentum optimiser; both answer with the loss. The losses of the first three steps and the
lengths of all layers' gradients are compared with those of our engine on one thread of the CPU before anything is timed;
allowed is a difference of 0.00001 and of 0.001, on WebGPU of 0.02 for the lengths, because there a value at the edge of a
ReLU6 may fall on its other side. These steps also compile what has to be compiled. On WebGPU ours answers as soon as it
knows the loss, while the GPU goes on with the gradients; so the time of a step there is that from one answer to the next,
in an epoch of two batches. TF.js answers when all is done. Engines that answer within seconds take turns, in the opposite
order each round; plain JavaScript comes after them, and after that the two on WebGPU in turn where the CPU plays it.`,
  visit: "",
  memory: "",
};

/** @param record what bench.mjs writes as JSON */
export function documentFromRecord(record) {
  const tables = tablesFromRows(record.rows);
  const sections = SECTIONS.filter((section) => tables.some((table) => table.section === section));
  const parts = [
    "# Benchmarks",
    "Written by `./build.sh bench`; do not edit. Figures are medians, with the least, the most and the number of repetitions " +
      "in brackets; a ratio below 1 means less than the best peer.",
    record.isQuick ? "**A quick run: few repetitions, for trying the bench, not for quoting.**" : "",
    conditions(record),
    problems(record.problems),
    targets(record.rows),
    ...sections.flatMap((section) => [
      `## ${TITLES[section]}`,
      INTRODUCTIONS[section],
      ...tables.filter((table) => table.section === section).flatMap(tableAndNotes),
      section === "embed" ? agreements(record.agreements ?? []) : "",
      section === "tuning" ? oneLine(boundOfGpuStep(record.rows, record.adapter)) : "",
    ]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function conditions(record) {
  const { machine, versions = {}, adapter } = record;
  const gigabytes = (machine.memoryBytes / 2 ** 30).toFixed(0);
  const rows = [
    ["date", record.date.slice(0, 16).replace("T", " ")],
    ["commit", record.commit],
    ["machine", `${machine.processor}, ${machine.numCores} cores, ${gigabytes} GiB, ${machine.system}`],
    ["load before", `${machine.loadBefore.toFixed(2)} (0 is idle)`],
    ...(record.browser ? [["browser", record.browser]] : []),
    ...(record.browser ? [["adapter", adapterInWords(adapter)]] : []),
    ...(record.threads ? [["threads", `${record.threads}`]] : []),
    ...Object.entries(versions),
  ];
  return table(["", ""], rows);
}

function adapterInWords(adapter) {
  if (!adapter) return "none: no GPU figures";
  return adapter.isSoftware ? `${adapter.description} (a program on the CPU)` : adapter.description;
}

function problems(sentences) {
  return sentences.length === 0
    ? ""
    : ["**What went wrong:**", "", ...sentences.map((one) => `- ${oneLine(one)}`)].join("\n");
}

/** First of all, what the project aims at and whether it is there. */
function targets(rows) {
  const aimed = rows.filter((row) => row.target);
  if (aimed.length === 0) return "";
  const cells = aimed.map((row) => [
    `${TITLES[row.section].split(":")[0]}: ${row.what}`,
    row.target.says,
    reached(row),
    verdict(row),
  ]);
  return `## Targets\n\n${table(["what", "target", "reached", ""], cells)}${remarks(aimed)}`;
}

/** Why what is not met is not; rows that share a remark share its paragraph. */
function remarks(aimed) {
  const missed = aimed.filter((row) => isTargetMet(row) === false);
  const byRemark = new Map();
  for (const row of missed) {
    const says = remarkOn(row) ?? "Not explained yet.";
    byRemark.set(says, [...(byRemark.get(says) ?? []), row]);
  }
  const paragraphs = [...byRemark].map(
    ([says, rows]) => `- **${rows.map(({ what }) => what).join("; ")}.** ${oneLine(says)}`,
  );
  return paragraphs.length === 0 ? "" : `\n\nWhat bounds those not met:\n\n${paragraphs.join("\n")}`;
}

function reached(row) {
  const ratio = ratioToBestPeer(row);
  if (row.target.kind !== "timesPeer") return figureInWords(row.ours, row.unit);
  return ratio === undefined ? "–" : `${threeDigits(ratio)} × ${bestPeer(row).name}`;
}

function verdict(row) {
  const isMet = isTargetMet(row);
  if (isMet === undefined) return "not measured";
  return isMet ? "met" : "**not met**";
}

function tableAndNotes({ peers, rows }) {
  const hasPeers = peers.length > 0;
  const hasTargets = rows.some((row) => row.target);
  const head = [
    "what",
    "Afterimage",
    ...peers,
    ...(hasPeers ? ["ratio to the best peer"] : []),
    ...(hasTargets ? ["target"] : []),
  ];
  const cells = rows.map((row) => [
    row.what,
    figureInWords(row.ours, row.unit),
    ...peers.map((peer) => figureInWords(row.peers[peer] ?? null, row.unit)),
    ...(hasPeers ? [threeDigits(ratioToBestPeer(row) ?? Number.NaN)] : []),
    ...(hasTargets ? [row.target ? `${row.target.says}: ${verdict(row)}` : ""] : []),
  ]);
  return [table(head, cells), notes(rows)];
}

/** A note that several rows share is said once. */
function notes(rows) {
  const byNote = new Map();
  for (const { what, note } of rows) {
    if (note) byNote.set(note, [...(byNote.get(note) ?? []), what]);
  }
  const about = (whats) => (whats.length === rows.length ? "" : `${whats.join("; ")}: `);
  return [...byNote].map(([note, whats]) => `- ${about(whats)}${oneLine(note)}`).join("\n");
}

function agreements(found) {
  if (found.length === 0) return "";
  const cells = found.map(({ engine, side, cosine, maxDifference }) => [
    engine,
    `${side} px`,
    cosine.toFixed(6),
    maxDifference.toExponential(1),
  ]);
  const head = ["agreement with our CPU engine", "pictures", "least cosine", "largest difference"];
  return `${table(head, cells)}\n\nAllowed: cosine ≥ 0.9999 and a difference ≤ 0.02, or nothing is timed.`;
}

function table(head, rows) {
  const line = (cells) =>
    `| ${cells.map((cell) => oneLine(String(cell)).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function oneLine(text) {
  return text.replace(/\s+/g, " ").trim();
}
