#!/usr/bin/env node
/** The bench: our engine beside its peers in one headless Chromium, written down as JSON and as a document. */
import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { documentFromRecord } from "./bench/document.mjs";
import { commitOf, machine } from "./bench/machine.mjs";
import { BENCH_PAGE_POLICY, measureInPage } from "./bench/measure-in-page.mjs";
import { ChromiumMissing } from "./launch-chromium.mjs";
import { startPageServer } from "./serve.mjs";

const HELP = `Measures the engine beside onnxruntime-web and TF.js, with the same network in the same browser.

  ./build.sh bench [--quick] [--only PARTS] [--out FILE.json] [--hardware] [--network FOLDER] [--serve]

--quick     few repetitions and no large batches: to see that it works, not to quote
--only      some of: embed,head,tuning,visit,memory
--out       where the record goes; the document is written beside it, ending in .md. Without it a full run
            goes to docs/benchmarks.json, and any other to www/dist-bench/benchmarks.json
--hardware  on the machine's graphics processor, instead of WebGPU played by the CPU
--network   a folder with efficientnet-lite0.json and .bin, as export_for_peers of the lab writes them
--serve     only serves bench.html, for measuring by hand, until Ctrl+C (with --port NUMBER)`;

const REPOSITORY = join(import.meta.dirname, "../..");
const DIST = join(import.meta.dirname, "../dist-bench");
const PAGE_PARTS = ["embed", "head", "tuning"];
const OWN_PARTS = ["visit", "memory"];
const ALL_PARTS = [...PAGE_PARTS, ...OWN_PARTS];

class UsageError extends Error {}

async function main() {
  const options = readOptions();
  if (!options) return console.log(HELP);
  if (!(await exists(join(DIST, "bench.html")))) {
    throw new UsageError("The bench is not built yet. Build it first: (cd www && npm run build:bench)");
  }
  const network = await networkFolder(options.network);
  if (options.isServing) return serve(network, options.port);

  const begin = machine();
  const measured = await measurePageParts(network, options);
  const own = await measureOwnParts(options);
  const record = {
    date: new Date().toISOString(),
    commit: commitOf(REPOSITORY),
    isQuick: options.isQuick,
    parts: options.parts,
    machine: begin,
    ...measured,
    rows: [...(measured.rows ?? []), ...own.rows],
    problems: [...(measured.problems ?? []), ...own.problems],
  };
  await writeRecord(record, options.out);
  // The record is written all the same: what could be measured is worth keeping.
  for (const problem of record.problems) console.error(problem);
  if (record.problems.length > 0) process.exitCode = 1;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      out: { type: "string" },
      hardware: { type: "boolean", default: false },
      network: { type: "string" },
      serve: { type: "boolean", default: false },
      port: { type: "string", default: "8000" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const parts = values.only === undefined ? ALL_PARTS : values.only.split(",").map((part) => part.trim());
  const unknown = parts.find((part) => !ALL_PARTS.includes(part));
  if (unknown !== undefined) {
    throw new UsageError(`--only takes some of ${ALL_PARTS.join(", ")}, not "${unknown}".`);
  }
  if (values.out !== undefined && !values.out.endsWith(".json")) {
    throw new UsageError(`--out names a file that ends in .json, not ${values.out}.`);
  }
  const port = Number(values.port);
  if (!(Number.isInteger(port) && port >= 0 && port < 65536)) {
    throw new UsageError(`--port ${values.port} is not a port number.`);
  }
  const isFullRun = !values.quick && values.only === undefined;
  const usualPlace = isFullRun ? join(REPOSITORY, "docs/benchmarks.json") : join(DIST, "benchmarks.json");
  return {
    isQuick: values.quick,
    parts,
    isHardware: values.hardware,
    network: values.network,
    out: values.out === undefined ? usualPlace : resolve(values.out),
    isServing: values.serve,
    port,
  };
}

/** The numbers of the network for the peers: given, just written by the build, or built into the page's folder. */
async function networkFolder(given) {
  const folders =
    given === undefined ? [join(REPOSITORY, "weights/peers"), join(DIST, "network")] : [resolve(given)];
  for (const folder of folders) {
    if (await exists(join(folder, "efficientnet-lite0.bin"))) return folder;
  }
  throw new UsageError(
    `There is no network for the peers in ${folders[0]}. Write it there: cargo run -p lab --bin export_for_peers -- weights/efficientnet-lite0.weights weights/peers/efficientnet-lite0`,
  );
}

async function exists(path) {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function benchServer(network, port) {
  return startPageServer({
    root: DIST,
    port,
    // Threads need both headers, for the peers and for us.
    isIsolated: true,
    mounts: { "network/": network },
    contentSecurityPolicy: BENCH_PAGE_POLICY,
  });
}

async function serve(network, port) {
  const { address } = await benchServer(network, port);
  console.log(`The bench is at ${address}bench.html (end with Ctrl+C).`);
}

async function measurePageParts(network, { parts, isQuick, isHardware }) {
  const pageParts = parts.filter((part) => PAGE_PARTS.includes(part));
  if (pageParts.length === 0) return {};
  const server = await benchServer(network, 0);
  try {
    return await measureInPage(server.address, { request: { parts: pageParts, isQuick }, isHardware, log });
  } finally {
    await server.close();
  }
}

/** Parts that start browsers of their own; one that fails does not take the other with it. */
async function measureOwnParts({ parts, isQuick }) {
  const rows = [];
  const problems = [];
  const measures = {
    visit: async () => (await import("./bench/first-visit.mjs")).measureFirstVisit,
    memory: async () => (await import("./bench/memory.mjs")).measureMemory,
  };
  for (const part of parts.filter((one) => OWN_PARTS.includes(one))) {
    try {
      const measure = await measures[part]();
      rows.push(...(await measure({ quick: isQuick, log })));
    } catch (error) {
      if (error instanceof ChromiumMissing) throw error;
      problems.push(`The part "${part}" failed: ${error.message}`);
    }
  }
  return { rows, problems };
}

async function writeRecord(record, path) {
  const documentPath = path.replace(/\.json$/, ".md");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(record, null, 2)}\n`);
  await writeFile(documentPath, documentFromRecord(record));
  const shown = [path, documentPath].map((one) => relative(process.cwd(), one));
  console.log(`Written: ${shown.join(" and ")}`);
}

let shownAtMillis = 0;

/** One line that changes on a terminal; a line now and then in a log. */
function log(line) {
  if (process.stderr.isTTY) return void process.stderr.write(`\r\u001b[K${line}`);
  if (Date.now() - shownAtMillis < 5000) return;
  shownAtMillis = Date.now();
  process.stderr.write(`${line}\n`);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    const isUsage = error instanceof UsageError || error.code?.startsWith("ERR_PARSE_ARGS");
    const isPlain = isUsage || error instanceof ChromiumMissing;
    console.error(isPlain ? error.message : `The bench failed: ${error.message}`);
    process.exitCode = isUsage ? 2 : 1;
  });
}
