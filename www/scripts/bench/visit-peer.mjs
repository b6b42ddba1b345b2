/** The peer's first visit: an image model as Teachable Machine exports it, with its library, doing its one prediction. */
import { execFile } from "node:child_process";
import { access, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startPageServer } from "../serve.mjs";
import { createProfile, openBrowser } from "./visit-browser.mjs";
import { createTraffic } from "./visit-traffic.mjs";

const MODEL = join(import.meta.dirname, "../../../../shared/data/peers/teachable-machine-image-model.zip");
const LONGEST_MILLIS = 180_000;

/** As its export shows it: the two scripts of the library, then the model, then a prediction. */
const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>An exported image model</title>
<link rel="icon" href="data:,">
<script src="tf.min.js"></script>
<script src="teachablemachine-image.min.js"></script>
<script src="visit.js"></script>
`;

const SCRIPT = `const marks = { interactive: performance.now() };
window.peerMarks = marks;
(async () => {
  const model = await tmImage.load("model.json", "metadata.json");
  marks.engineReady = performance.now();
  // Drawn here, because the picture is the visitor's own and does not come over the wire.
  const picture = document.createElement("canvas");
  picture.width = picture.height = 224;
  picture.getContext("2d").fillRect(60, 60, 100, 100);
  await model.predict(picture);
  marks.firstAnswer = performance.now();
  marks.backend = tf.getBackend();
})().catch((error) => { marks.failure = String(error); });
`;

/** Undefined where the model or its library is not on this machine. */
export async function openPeer() {
  const isThere = await access(MODEL).then(
    () => true,
    () => false,
  );
  const library = isThere ? peerLibrary() : undefined;
  if (!library) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "afterimage-peer-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const traffic = createTraffic();
  try {
    await promisify(execFile)("python3", ["-m", "zipfile", "-e", MODEL, folder]);
    for (const path of library.files) await cp(path, join(folder, path.split("/").at(-1)));
    await writeFile(join(folder, "index.html"), PAGE);
    await writeFile(join(folder, "visit.js"), SCRIPT);
    const { onAnswer } = traffic;
    const server = await startPageServer({ root: folder, isPrecompressed: true, onAnswer });
    const close = async () => {
      await server.close();
      await remove();
    };
    return { name: library.name, visit: () => visit(server.address, traffic), close };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A cold visit and a warm one: the milliseconds of each mark, and what went over the wire. */
async function visit(address, traffic) {
  const profile = await createProfile();
  try {
    return { cold: await load(address, traffic, profile), warm: await load(address, traffic, profile) };
  } finally {
    await profile.remove();
  }
}

async function load(address, traffic, profile) {
  // The library evaluates text, which the server's policy for our own page forbids.
  const browser = await openBrowser(profile, { bypassCSP: true });
  try {
    traffic.begin();
    await browser.page.goto(address);
    const finished = await browser.page.waitForFunction(
      () => {
        const marks = Reflect.get(window, "peerMarks");
        return (marks?.failure ?? marks?.backend) && marks;
      },
      undefined,
      { timeout: LONGEST_MILLIS },
    );
    const marks = await finished.jsonValue();
    if (marks.failure) throw new Error(`The peer's page failed: ${marks.failure}`);
    return { marks, traffic: traffic.soFar() };
  } finally {
    await browser.close();
  }
}

/** From npm, in the versions that the lock file names. */
function peerLibrary() {
  const require = createRequire(import.meta.url);
  try {
    const files = [
      require.resolve("@tensorflow/tfjs/dist/tf.min.js"),
      require.resolve("@teachablemachine/image/dist/teachablemachine-image.min.js"),
    ];
    const version = require("@teachablemachine/image/package.json").version;
    return {
      name: `Teachable Machine ${version}, TF.js ${require("@tensorflow/tfjs/package.json").version}`,
      files,
    };
  } catch {
    return undefined;
  }
}
