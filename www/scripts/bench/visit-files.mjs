/** Reads a built page: which files a visitor fetches before the first picture, and which wasm belongs to which engine. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const LINKED = /<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.(?:js|css))"/g;
/** Static imports only; what a bundler writes as `import(` is fetched when it is wanted. */
const IMPORTED = /(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{][^"'`();]*?from\s*)?["'`](\.\/[^"'`]+\.js)["'`]/g;

/** Further workers, such as those of threads, have other names. */
const WORKER = /^worker-((?:cpu|gpu)(?:-[a-z]+)*)-[\w-]{8}\.js$/;
const WASM = /[\w.-]+\.wasm/;

/** Paths of the scripts and styles that `index.html` needs, with all that they import. */
export async function filesOfFirstPaint(dist) {
  const page = await readFile(join(dist, "index.html"), "utf8");
  const waiting = [...page.matchAll(LINKED)].map(([, path]) => join(dist, path));
  const found = new Set();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    if (!path.endsWith(".js")) continue;
    const code = await readFile(path, "utf8");
    for (const [, imported] of code.matchAll(IMPORTED)) waiting.push(join(dirname(path), imported));
  }
  return [...found].sort();
}

/** The engine's builds, by the names of their workers: `cpu`, `gpu`, and further ones such as `cpu-threads`. */
export async function engineBuilds(dist) {
  const names = await readdir(join(dist, "assets"));
  return names.flatMap((name) => WORKER.exec(name)?.[1] ?? []).sort();
}

/** The worker of a build and its wasm. */
export async function engineFiles(dist, build) {
  const assets = join(dist, "assets");
  const worker = (await readdir(assets)).find((name) => WORKER.exec(name)?.[1] === build);
  const [wasm] = worker ? (WASM.exec(await readFile(join(assets, worker), "utf8")) ?? []) : [];
  if (!wasm) throw new Error(`In ${dist} there is no engine of the kind ${build}.`);
  return { worker: join(assets, worker), wasm: join(assets, wasm) };
}
