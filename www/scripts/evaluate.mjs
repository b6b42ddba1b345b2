#!/usr/bin/env node
/** Teaches the built page's own engine a folder of class folders, and tells how well it learned. */
import { randomUUID } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  ChromiumMissing,
  HARDWARE_GPU_ARGUMENTS,
  launchChromium,
  SOFTWARE_GPU_ARGUMENTS,
} from "./launch-chromium.mjs";
import { startPageServer } from "./serve.mjs";

const HELP = `Measures how well the page learns your pictures.

  ./build.sh eval FOLDER [--shots K] [--seeds N] [--tune BLOCKS] [--json] [--device cpu|gpu]

FOLDER holds one folder a class, with its pictures inside.
--side S    the network looks at pictures of so many pixels a side: a multiple of 32 up to 288 (224 unless given)
--shots K   train on K pictures a class and test on all others (without it: train on 80 %, test on 20 %)
--seeds N   repeat with N different random choices (5 unless given)
--tune B    after the head has learned alone, the last B of the network's 16 blocks learn with it
--tune-epochs E, --tune-rate R
            for so many epochs (60 unless given), at this learning rate
--tune-head-rate R
            and the head meanwhile at this one
--tune-stochastic-depth P
            how often a picture goes past a block instead of through it: 0 to 0.5
--tune-schedule S
            how its learning rate goes: constant, step or cosine (cosine unless given)
--augment   with variations of the training pictures while blocks learn
--json      print one JSON object on standard output
--device    where the network runs and its blocks learn: cpu (unless given) or gpu`;

/** What a picture file may be called; the page itself looks at the content. */
const PICTURE_ENDINGS = /\.(jpe?g|jfif|png|gif|webp|avif|bmp|svg|heic|heif|tiff?|ico)$/i;
/** The built page; another one than usual is measured by naming its folder in the environment. */
const DIST = process.env.AFTERIMAGE_PAGE ?? join(import.meta.dirname, "../dist");

const SCHEDULES = ["constant", "step", "cosine"];

class UsageError extends Error {}

async function main() {
  const options = readOptions();
  if (!options) return console.log(HELP);
  const classes = await classesInFolder(options.folder);
  const tooSmall = classes.find(({ files }) => files.length <= (options.shots ?? 1));
  if (tooSmall) throw classTooSmall(tooSmall.name, tooSmall.files.length, options.shots);

  if (!(await stat(join(DIST, "evaluate.html")).catch(() => undefined))) {
    throw new UsageError("The page is not built yet. Build it first: ./build.sh build");
  }
  // Nobody else on this machine can guess the address of the pictures.
  const mount = `${randomUUID()}/`;
  // Isolated, so that the engine may use all cores.
  const server = await startPageServer({ root: DIST, mounts: { [mount]: options.folder }, isIsolated: true });
  try {
    const request = {
      classes: classes.map(({ name, files }) => ({
        name,
        files: files.map((path) => ({
          path: `${name}/${basename(path)}`,
          address: new URL(`${mount}${path.split("/").map(encodeURIComponent).join("/")}`, server.address)
            .href,
        })),
      })),
      shots: options.shots,
      seeds: Array.from({ length: options.seeds }, (_, index) => index + 1),
      device: options.device,
      side: options.side,
      tuning: options.tuning,
    };
    const result = await evaluateInBrowser(server.address, request);
    report(result, options, classes);
  } finally {
    await server.close();
  }
}

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      shots: { type: "string" },
      seeds: { type: "string", default: "5" },
      side: { type: "string", default: "224" },
      tune: { type: "string" },
      "tune-epochs": { type: "string", default: "60" },
      "tune-rate": { type: "string" },
      "tune-head-rate": { type: "string" },
      "tune-stochastic-depth": { type: "string" },
      "tune-schedule": { type: "string", default: "cosine" },
      augment: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      device: { type: "string", default: "cpu" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  if (positionals.length === 0)
    throw new UsageError(`Which folder? Give one with a folder for each class.\n\n${HELP}`);
  if (positionals.length > 1) throw new UsageError(`Give one folder, not ${positionals.length}.`);
  if (values.device !== "cpu" && values.device !== "gpu") {
    throw new UsageError(`--device is cpu or gpu, not ${values.device}.`);
  }
  return {
    folder: resolve(positionals[0]),
    shots: values.shots === undefined ? undefined : wholeNumber("--shots", values.shots),
    seeds: wholeNumber("--seeds", values.seeds),
    isJson: values.json,
    device: values.device,
    side: pictureSide(values.side),
    tuning: tuningFrom(values),
  };
}

function tuningFrom(values) {
  if (values.tune === undefined) return undefined;
  const blocks = wholeNumber("--tune", values.tune);
  if (blocks > 16)
    throw new UsageError(`--tune is at most 16, because there are no more blocks; not ${blocks}.`);
  const learningRate = values["tune-rate"] && rate("--tune-rate", values["tune-rate"]);
  const headRate = values["tune-head-rate"] && rate("--tune-head-rate", values["tune-head-rate"]);
  const epochs = wholeNumber("--tune-epochs", values["tune-epochs"]);
  const chance = values["tune-stochastic-depth"];
  const stochasticDepth = chance === undefined ? undefined : depthChance(chance);
  const schedule = values["tune-schedule"];
  if (!SCHEDULES.includes(schedule)) {
    throw new UsageError(`--tune-schedule is ${SCHEDULES.join(", ")}; not ${schedule}.`);
  }
  return { blocks, epochs, isAugmented: values.augment, learningRate, headRate, stochasticDepth, schedule };
}

function pictureSide(given) {
  const side = Number(given);
  if (side >= 32 && side <= 288 && side % 32 === 0) return side;
  throw new UsageError(`--side is a multiple of 32 from 32 to 288, not ${given}.`);
}

function depthChance(given) {
  const number = Number(given);
  if (given.trim() !== "" && number >= 0 && number <= 0.5) return number;
  throw new UsageError(`--tune-stochastic-depth is a number from 0 to 0.5, not ${given}.`);
}

function rate(name, given) {
  const number = Number(given);
  if (number > 0) return number;
  throw new UsageError(`${name} is a number above 0, not ${given}.`);
}

function wholeNumber(name, given) {
  const number = Number(given);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new UsageError(`${name} is a whole number from 1 on, not ${given}.`);
}

async function classesInFolder(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
    const why = error.code === "ENOTDIR" ? "is not a folder" : "cannot be read, or does not exist";
    throw new UsageError(`${folder} ${why}.`);
  });
  const classes = [];
  for (const name of entries.map((entry) => entry.name).sort()) {
    if (name.startsWith(".") || !(await isFolder(join(folder, name)))) continue;
    const files = await picturesBelow(folder, name);
    if (files.length > 0) classes.push({ name, files });
    else say(`Not a class: ${name} holds no pictures.\n`);
  }
  if (classes.length < 2) {
    const found = classes.length === 0 ? "no folder of pictures" : "only one folder of pictures";
    throw new UsageError(`${folder} holds ${found}; it takes at least two, one for each class.`);
  }
  return classes;
}

async function picturesBelow(folder, path) {
  const files = [];
  const entries = await readdir(join(folder, path), { withFileTypes: true });
  for (const name of entries.map((entry) => entry.name).sort()) {
    if (name.startsWith(".")) continue;
    const below = `${path}/${name}`;
    if (await isFolder(join(folder, below))) files.push(...(await picturesBelow(folder, below)));
    else if (PICTURE_ENDINGS.test(name)) files.push(below);
  }
  return files;
}

async function isFolder(path) {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** A machine without a graphics processor still has WebGPU, played by the CPU. */
async function evaluateInBrowser(address, request) {
  if (request.device === "cpu") return evaluateInPage(address, request, []);
  const hasAdapter = await withPage(address, HARDWARE_GPU_ARGUMENTS, (page) =>
    page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter();
      // Some browsers offer the CPU by themselves.
      return adapter != null && (adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter) !== true;
    }),
  );
  if (!hasAdapter)
    say("No graphics processor was found here, so its work is played by the CPU, which is slow.\n");
  return evaluateInPage(address, request, hasAdapter ? HARDWARE_GPU_ARGUMENTS : SOFTWARE_GPU_ARGUMENTS);
}

function evaluateInPage(address, request, browserArguments) {
  return withPage(address, browserArguments, async (page) => {
    let embeddingSince = 0;
    await page.exposeFunction("afterimageProgress", (progress) => {
      if (progress.step === "embedding" && progress.doneFiles === 0) embeddingSince = Date.now();
      showProgress(progress, Date.now() - embeddingSince);
    });
    const result = await page.evaluate((asked) => window.afterimageEvaluate(asked), request);
    if (process.stderr.isTTY) say("\n");
    return result;
  });
}

async function withPage(address, browserArguments, work) {
  const browser = await launchChromium(browserArguments);
  try {
    const page = await browser.newPage();
    const gone = new Promise((_, reject) => {
      page.on("crash", () =>
        reject(new Error("The browser's page crashed, most likely for lack of memory.")),
      );
    });
    gone.catch(() => {});
    await page.goto(new URL("evaluate.html", address).href);
    return await Promise.race([work(page), gone]);
  } finally {
    await browser.close();
  }
}

let shownAtMillis = 0;

/** One line that changes on a terminal; a line now and then in a log. */
function showProgress(progress, elapsedMillis) {
  const words = progressInWords(progress, elapsedMillis);
  if (process.stderr.isTTY) return say(`\r\u001b[K${words}`);
  if (Date.now() - shownAtMillis < 5000) return;
  shownAtMillis = Date.now();
  say(`${words}\n`);
}

function progressInWords(progress, elapsedMillis) {
  switch (progress.step) {
    case "downloading":
      return "Loading the network…";
    case "embedding": {
      const { doneFiles, totalFiles } = progress;
      const leftSeconds = Math.ceil((elapsedMillis / doneFiles) * (totalFiles - doneFiles) * 0.001);
      const left = doneFiles > 0 && doneFiles < totalFiles ? `, about ${leftSeconds} s left` : "";
      return `Looking at picture ${doneFiles} of ${totalFiles}${left}`;
    }
    case "training": {
      const { doneSeeds, totalSeeds, headAccuracy, accuracy } = progress;
      const [before, after] = [headAccuracy, accuracy].map((share) => `${(share * 100).toFixed(1)} %`);
      return `Taught with seed ${doneSeeds} of ${totalSeeds}: ${before === after ? after : `${before}, then ${after}`}`;
    }
  }
}

function report(result, options, classes) {
  if (result.kind === "failed") throw new Error(result.sentence);
  if (result.kind === "classTooSmall") {
    throw classTooSmall(result.className, result.numPictures, options.shots);
  }
  const { accuracies, headAccuracies, settings, epochs, numPictures, numLeftOut, refusals, device } =
    result.measurement;
  const accuracy = mean(accuracies);
  const deviation = sampleDeviation(accuracies);
  for (const { path, sentence } of refusals) say(`Not used: ${path}. ${sentence}\n`);
  const { seed: _, ...shownSettings } = settings;
  if (options.isJson) {
    const shots = options.shots ?? null;
    const shown = {
      accuracy,
      deviation,
      ...shownSettings,
      hiddenUnits: settings.hiddenUnits ?? null,
      tuning: settings.tuning ?? null,
      tunedBlocks: options.tuning?.blocks ?? 0,
      tunedEpochs: options.tuning?.epochs ?? 0,
      headAccuracy: mean(headAccuracies),
      epochs,
    };
    const counts = {
      pictures: numPictures,
      classes: classes.length,
      refused: refusals.length,
      leftOut: numLeftOut,
    };
    return console.log(
      JSON.stringify({
        ...shown,
        ...counts,
        shots,
        seeds: options.seeds,
        device,
        accuracies,
        headAccuracies,
      }),
    );
  }
  if (options.tuning) {
    const gain = 100 * (accuracy - mean(headAccuracies));
    console.log(
      `Before the last ${options.tuning.blocks} blocks learned for ${options.tuning.epochs} epochs: ${percent(mean(headAccuracies))}. ` +
        `That is ${Math.abs(gain).toFixed(1)} points ${gain < 0 ? "lost" : "gained"}.`,
    );
  }
  const training = options.shots === undefined ? "80 % of the pictures" : `${options.shots} pictures a class`;
  console.log(
    `${percent(accuracy)} right on pictures it had never seen (deviation ${percent(deviation)} over ${options.seeds} seeds).`,
  );
  console.log(
    `Trained on ${training} of ${classes.length} classes for ${epochs} epochs on the ${device.toUpperCase()}; ` +
      `${numPictures} pictures used, ${refusals.length} not usable, ${numLeftOut} left out as near-identical.`,
  );
}

function classTooSmall(name, numPictures, shots) {
  const needed = shots === undefined ? 2 : shots + 1;
  return new UsageError(
    `The class "${name}" has ${numPictures} usable pictures, but it takes at least ${needed}` +
      `${shots === undefined ? "" : ` to train on ${shots} and to be tested on another`}.`,
  );
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** Divides by one less than the number of seeds; a single seed deviates from nothing. */
function sampleDeviation(numbers) {
  if (numbers.length < 2) return 0;
  const middle = mean(numbers);
  const squares = numbers.reduce((sum, number) => sum + (number - middle) ** 2, 0);
  return Math.sqrt(squares / (numbers.length - 1));
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

function say(words) {
  process.stderr.write(words);
}

main().catch((error) => {
  const isUsage = error instanceof UsageError || error.code?.startsWith("ERR_PARSE_ARGS");
  const isPlain = isUsage || error instanceof ChromiumMissing;
  console.error(isPlain ? error.message : `The evaluation failed: ${error.message}`);
  process.exitCode = isUsage ? 2 : 1;
});
