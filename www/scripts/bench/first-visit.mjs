/** Measures a first visit and the one after it: bytes, requests and the wait until the page is of use. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { compressFully } from "../compress.mjs";
import { SOFTWARE_GPU_ARGUMENTS } from "../launch-chromium.mjs";
import { startPageServer } from "../serve.mjs";
import { createProfile, openBrowser } from "./visit-browser.mjs";
import { engineBuilds, engineFiles } from "./visit-files.mjs";
import * as visitor from "./visit-page.mjs";
import { openPeer } from "./visit-peer.mjs";
import { writePictureFolders } from "./visit-pictures.mjs";
import { visitRows } from "./visit-rows.mjs";
import { createTraffic, listOf } from "./visit-traffic.mjs";

/** The built page; another one than usual is measured by naming its folder in the environment. */
const DIST = process.env.AFTERIMAGE_PAGE ?? join(import.meta.dirname, "../../dist");
/** The least that teaches something: three pictures in each of three classes. */
const LESSON = { numClasses: 3, numPictures: 9 };
/** On software WebGPU the GPU engine's self-test alone takes many seconds. */
const LONGEST_TAKEOVER_MILLIS = 300_000;
const LONGEST_TAKEOVER_QUICK_MILLIS = 120_000;

/** @type {import("./row.d.mts").Measure} */
export async function measureFirstVisit({ quick, log }) {
  log("compressing the page as a host would (once; half a minute for a large engine)");
  const traffic = createTraffic();
  const server = await startPageServer({ root: DIST, isPrecompressed: true, onAnswer: traffic.onAnswer });
  const pictures = await writePictureFolders(LESSON);
  const peer = await openPeer();
  try {
    const { address } = server;
    const looked = await lookOnly(address, traffic);
    log(`a visit without pictures: ${looked.numRequests} requests\n${listOf(looked)}`);
    const ours = [];
    const theirs = [];
    for (let repetition = 0; repetition < (quick ? 1 : 3); repetition += 1) {
      ours.push(await teach(address, traffic, pictures.path));
      log(`a visit with a lesson: ${sentence(ours.at(-1).cold)}; again: ${sentence(ours.at(-1).warm)}`);
      if (!peer) continue;
      theirs.push(await peer.visit());
      log(`the peer: ${sentence(theirs.at(-1).cold)}; again: ${sentence(theirs.at(-1).warm)}`);
    }
    if (peer) log(`the peer's files\n${listOf(theirs[0].cold.traffic)}`);
    const takeover = await waitForGpu(address, traffic, quick);
    log(
      takeover
        ? `the GPU engine took over after ${Math.round(takeover.millis)} ms`
        : "no GPU engine took over",
    );
    return visitRows({
      beforePicture: await codeBeforePicture(looked),
      looked,
      ours,
      peer: peer && { name: peer.name, visits: theirs },
      takeover,
      engines: await engineSizes(),
    });
  } finally {
    await peer?.close();
    await pictures.remove();
    await server.close();
  }
}

/** Everything that comes without being asked for. */
async function lookOnly(address, traffic) {
  return inFreshProfile((profile) =>
    visit(address, traffic, profile, async (page) => {
      await visitor.mark(page, "engineReady");
      return traffic.soFar();
    }),
  );
}

/** The shortest lesson by somebody in a hurry, and the next day's visit. */
async function teach(address, traffic, picturesFolder) {
  return inFreshProfile(async (profile) => ({
    cold: await firstLesson(address, traffic, picturesFolder, profile),
    warm: await nextVisit(address, traffic, profile),
  }));
}

function firstLesson(address, traffic, picturesFolder, profile) {
  return visit(address, traffic, profile, async (page) => {
    await visitor.mark(page, "interactive");
    await visitor.addFolder(page, picturesFolder);
    await visitor.waitUntilTrainable(page);
    await visitor.beginTraining(page);
    await visitor.mark(page, "firstEpoch");
    await visitor.tryFirstPicture(page);
    const marks = await allMarks(page);
    const sent = traffic.soFar();
    await visitor.waitUntilKept(page);
    return { marks, traffic: sent };
  });
}

function nextVisit(address, traffic, profile) {
  return visit(address, traffic, profile, async (page) => {
    await visitor.mark(page, "interactive");
    await visitor.tryFirstPicture(page);
    return { marks: await allMarks(page), traffic: traffic.soFar() };
  });
}

/** Opens the page on the CPU in a browser of its own, and counts from there. */
async function visit(address, traffic, profile, stay) {
  const browser = await openBrowser(profile);
  try {
    traffic.begin();
    await visitor.noteMarks(browser.page);
    await browser.page.goto(`${address}?device=cpu`);
    return await stay(browser.page);
  } finally {
    await browser.close();
  }
}

async function allMarks(page) {
  const firstAnswer = await visitor.mark(page, "firstAnswer");
  const interactive = await visitor.mark(page, "interactive");
  return { interactive, engineReady: await visitor.mark(page, "engineReady"), firstAnswer };
}

/** Only the GPU's worker is left: it has taken over. Undefined when that does not happen in time. */
async function waitForGpu(address, traffic, quick) {
  return inFreshProfile(async (profile) => {
    const browser = await openBrowser(profile, { chromiumArguments: SOFTWARE_GPU_ARGUMENTS });
    const { page } = browser;
    const longestMillis = quick ? LONGEST_TAKEOVER_QUICK_MILLIS : LONGEST_TAKEOVER_MILLIS;
    try {
      traffic.begin();
      await visitor.noteMarks(page);
      await page.goto(`${address}?device=gpu`);
      await visitor.mark(page, "engineReady");
      const beforeGpu = traffic.soFar();
      const begin = performance.now();
      while (performance.now() - begin < longestMillis) {
        const engines = page.workers().filter((worker) => /\/worker-[cg]pu-/.test(worker.url()));
        if (engines.length === 1 && engines[0].url().includes("/worker-gpu-")) {
          const millis = await page.evaluate(() => performance.now());
          const sent = traffic.soFar();
          return { millis, numRequests: sent.numRequests, wireBytes: sent.wireBytes, beforeGpu };
        }
        await page.waitForTimeout(100);
      }
      return undefined;
    } finally {
      await browser.close();
    }
  });
}

async function inFreshProfile(work) {
  const profile = await createProfile();
  try {
    return await work(profile);
  } finally {
    await profile.remove();
  }
}

/** Scripts and styles that were fetched before there was a picture, as a host with gzip or with brotli sends them. */
async function codeBeforePicture({ files }) {
  const sizes = { gzip: 0, br: 0 };
  for (const { name } of files.filter((file) => /\.(js|css)$/.test(file.name))) {
    const bytes = await readFile(join(DIST, "assets", name));
    for (const encoding of ["gzip", "br"]) sizes[encoding] += (await compressFully(bytes, encoding)).length;
  }
  return sizes;
}

/** What the wasm of each engine weighs with brotli. */
async function engineSizes() {
  const sizes = [];
  for (const build of await engineBuilds(DIST)) {
    const { wasm } = await engineFiles(DIST, build);
    sizes.push({ build, wireBytes: (await compressFully(await readFile(wasm), "br")).length });
  }
  return sizes;
}

function sentence({ marks, traffic }) {
  const { interactive, engineReady, firstAnswer } = marks;
  const times = [interactive, engineReady, firstAnswer].map(Math.round);
  return `${traffic.wireBytes} B in ${traffic.numRequests} requests; interactive, ready, first answer after ${times.join(", ")} ms`;
}
