/** Weighs the built page as hosts send it, and fails when a visitor would have to fetch more than is allowed. */
import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { engineBuilds, engineFiles, filesOfFirstPaint } from "./bench/visit-files.mjs";
import { compressFully } from "./compress.mjs";

/** Bytes after compression; raise one only knowingly, because every visitor pays for it. */
export const BUDGETS = {
  codeBeforePicture: 90_000,
  cpuWasm: 400_000,
  gpuWasm: 1_400_000,
};

/**
 * What a visitor fetches, part by part: its files, its bytes, and what it may weigh.
 * Throws when there is no built page in `dist`, or one without an engine for the CPU or for the GPU.
 */
export async function weighPage(dist) {
  const builds = [...new Set(["cpu", "gpu", ...(await engineBuilds(dist))])].sort();
  const engines = await Promise.all(
    builds.map(async (build) => ({ build, ...(await engineFiles(dist, build)) })),
  );
  const code = await weigh(await filesOfFirstPaint(dist), "gzip");
  // A browser begins with one of the engines for the CPU; the largest counts.
  const beginners = engines.filter(({ build }) => !isForGpu(build));
  const workers = await Promise.all(beginners.map(({ worker }) => weigh([worker], "gzip")));
  const largest = workers.reduce((most, worker) => (worker.bytes > most.bytes ? worker : most));
  return [
    {
      what: "scripts and styles before the first picture, gzip",
      files: [...code.files, ...largest.files],
      bytes: code.bytes + largest.bytes,
      most: BUDGETS.codeBeforePicture,
    },
    ...(await Promise.all(
      engines.map(async ({ build, wasm }) => ({
        what: `wasm of the engine ${build}, brotli`,
        ...(await weigh([wasm], "br")),
        most: isForGpu(build) ? BUDGETS.gpuWasm : BUDGETS.cpuWasm,
      })),
    )),
  ];
}

function isForGpu(build) {
  return build.startsWith("gpu");
}

async function weigh(paths, encoding) {
  const files = await Promise.all(
    paths.map(async (path) => ({
      name: basename(path),
      bytes: (await compressFully(await readFile(path), encoding)).length,
    })),
  );
  return { files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

/** A table for people: each part with its files beneath it. */
export function tableOf(parts) {
  const lines = parts.flatMap(({ what, files, bytes, most }) => [
    `${kilobytes(bytes)} of ${kilobytes(most)} kB  ${bytes > most ? "TOO MUCH" : "ok"}  ${what}`,
    ...(files.length > 1 ? files.map((file) => `${kilobytes(file.bytes)}               ${file.name}`) : []),
  ]);
  return lines.join("\n");
}

function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1).padStart(7);
}

async function main() {
  const dist = resolve(process.argv[2] ?? join(import.meta.dirname, "../dist"));
  if (!(await stat(join(dist, "index.html")).catch(() => undefined))) {
    throw new Error(`There is no built page in ${dist}. Build it first: ./build.sh build`);
  }
  const parts = await weighPage(dist);
  console.log(tableOf(parts));
  const tooHeavy = parts.filter(({ bytes, most }) => bytes > most);
  if (tooHeavy.length > 0) {
    throw new Error(`Too much for a visitor: ${tooHeavy.map(({ what }) => what).join("; ")}.`);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
