/** A small static server for the built page: right types, compression, caching, and the page's security headers. */
import { createReadStream } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compressFully, compressQuickly } from "./compress.mjs";

/** Everything comes from this server and nothing else; wasm may be compiled, text may not be evaluated. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const TYPES = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".mjs", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".json", "application/json; charset=utf-8"],
  [".webmanifest", "application/manifest+json; charset=utf-8"],
  [".txt", "text/plain; charset=utf-8"],
  [".md", "text/plain; charset=utf-8"],
  [".svg", "image/svg+xml; charset=utf-8"],
  [".wasm", "application/wasm"],
  [".woff2", "font/woff2"],
  [".png", "image/png"],
  [".jpg", "image/jpeg"],
  [".jpeg", "image/jpeg"],
  [".gif", "image/gif"],
  [".webp", "image/webp"],
  [".avif", "image/avif"],
  [".ico", "image/x-icon"],
  [".zip", "application/zip"],
]);

/** What gets smaller; pictures and weight files are compressed already. */
const COMPRESSIBLE = /^(text\/|image\/svg|application\/(json|wasm|manifest))/;
/** What the bundler puts a hash of the content into, for instance `assets/index-B3x_9k2L.js`. */
const HASHED_NAME = /[/\\]assets[/\\][^/\\]*-[\w-]{8,}\.[a-z0-9]+$/;
const SMALLEST_TO_COMPRESS_BYTES = 1024;

/**
 * Serves `root` below `base`, and each of `mounts` (path relative to `base` -> folder) beside it.
 * Port 0 takes any free port. Resolves once it listens.
 *
 * @param {import("./serve.d.mts").PageServerOptions} options
 */
export async function startPageServer({
  root,
  base = "/",
  port = 0,
  host = "127.0.0.1",
  isIsolated = false,
  mounts = {},
  contentSecurityPolicy = CONTENT_SECURITY_POLICY,
  isPrecompressed = false,
  onAnswer = undefined,
}) {
  const folders = await Promise.all(
    Object.entries({ "": root, ...mounts }).map(async ([prefix, folder]) => ({
      prefix,
      folder: await realpath(folder),
      isPage: prefix === "",
    })),
  );
  // The longest prefix wins, so that a mount hides what the page has at the same place.
  folders.sort((one, other) => other.prefix.length - one.prefix.length);
  const compressed = new Map();
  const compress = isPrecompressed ? compressFully : compressQuickly;
  if (isPrecompressed) await compressAll(folders, compress, compressed);
  const server = createServer((request, response) => {
    if (onAnswer) countBytes(request, response, onAnswer);
    setSecurityHeaders(response, { contentSecurityPolicy, isIsolated });
    answer(request, response, { base, folders, compress, compressed }).catch((error) => {
      if (response.headersSent) response.destroy(error);
      else refuse(response, 500, "The server could not read this file.");
    });
  });
  await new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(port, host, listening);
  });
  return {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${server.address().port}${base}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Tells what went over the wire: with the head of the answer, and as it was compressed. */
function countBytes(request, response, onAnswer) {
  const { socket } = request;
  const before = socket.bytesWritten;
  response.once("close", () => {
    const encoding = response.getHeader("content-encoding");
    const path = (request.url ?? "/").split("?", 1)[0];
    onAnswer({ path, status: response.statusCode, encoding, wireBytes: socket.bytesWritten - before });
  });
}

async function answer(request, response, { base, folders, compress, compressed }) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return refuse(response, 405, "Only GET and HEAD are answered here.");
  }
  const [rawPath = "/"] = (request.url ?? "/").split("?", 1);
  const segments = segmentsFromPath(rawPath);
  if (!segments) return refuse(response, 400, "This path is not well formed.");
  const path = `/${segments.join("/")}`;
  if (`${path}/` === base) return redirect(response, base);
  if (!path.startsWith(base)) return refuse(response, 404, `The page is at ${base}`);
  const inBase = path.slice(base.length);
  const place = folders.find(({ prefix }) => inBase.startsWith(prefix));
  const found = place && (await findFile(place.folder, inBase.slice(place.prefix.length)));
  if (!found) return refuse(response, 404, "There is no such file.");
  if (found.isFolder) return redirect(response, `${encodeURI(path)}/`);
  await sendFile(request, response, found, place.isPage, { compress, compressed });
}

/**
 * The decoded segments of a path, or undefined when one of them could lead out of the folder: `..`, an encoded
 * slash, a backslash, a hidden file, nothing at all or what cannot be decoded.
 */
export function segmentsFromPath(rawPath) {
  if (!rawPath.startsWith("/")) return undefined;
  const segments = [];
  const raws = rawPath.slice(1).split("/");
  for (const [index, raw] of raws.entries()) {
    // `//name` in a redirect would name another host.
    if (raw === "" && index < raws.length - 1) return undefined;
    let segment;
    try {
      segment = decodeURIComponent(raw);
    } catch {
      return undefined;
    }
    if (segment.startsWith(".") || /[/\\\0]/.test(segment)) return undefined;
    segments.push(segment);
  }
  return segments;
}

async function findFile(folder, relativePath) {
  const wanted =
    relativePath === "" || relativePath.endsWith("/") ? `${relativePath}index.html` : relativePath;
  try {
    const path = await realpath(join(folder, wanted));
    // A link inside the folder must not show what lies outside of it.
    if (!path.startsWith(folder + sep)) return undefined;
    const status = await stat(path);
    if (status.isDirectory()) return { isFolder: true };
    return status.isFile() ? { isFolder: false, path, status } : undefined;
  } catch {
    return undefined;
  }
}

async function sendFile(request, response, { path, status }, isPage, { compress, compressed }) {
  const type = typeOf(path);
  const entityTag = entityTagOf(status);
  const isForEver = isPage && HASHED_NAME.test(path);
  response.setHeader("Content-Type", type);
  response.setHeader("ETag", entityTag);
  response.setHeader("Cache-Control", isForEver ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.headers["if-none-match"] === entityTag) return response.writeHead(304).end();
  const canShrink = isCompressible(path, status);
  if (canShrink) response.setHeader("Vary", "Accept-Encoding");
  const encoding = canShrink ? acceptedEncoding(request.headers["accept-encoding"] ?? "") : undefined;
  if (!encoding) {
    response.writeHead(200, { "Content-Length": status.size });
    if (request.method === "HEAD") return response.end();
    await new Promise((sent, failed) => {
      response.once("close", sent);
      createReadStream(path).once("error", failed).pipe(response);
    });
    return;
  }
  const bytes = await compressedOnce({ path, status }, encoding, compress, compressed);
  response.writeHead(200, { "Content-Encoding": encoding, "Content-Length": bytes.length });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function typeOf(path) {
  return TYPES.get(extname(path).toLowerCase()) ?? "application/octet-stream";
}

function entityTagOf(status) {
  return `W/"${status.size.toString(36)}-${Math.round(status.mtimeMs).toString(36)}"`;
}

function isCompressible(path, status) {
  return COMPRESSIBLE.test(typeOf(path)) && status.size >= SMALLEST_TO_COMPRESS_BYTES;
}

function compressedOnce({ path, status }, encoding, compress, compressed) {
  const key = `${encoding} ${entityTagOf(status)} ${path}`;
  if (!compressed.has(key)) {
    compressed.set(
      key,
      readFile(path).then((bytes) => compress(bytes, encoding)),
    );
  }
  return compressed.get(key);
}

/** Before the first request, so that nobody who measures waits for it. Brotli, which every browser takes. */
async function compressAll(folders, compress, compressed) {
  for (const { folder } of folders) {
    for (const name of await readdir(folder, { recursive: true })) {
      const path = join(folder, name);
      const status = await stat(path);
      if (status.isFile() && isCompressible(path, status))
        await compressedOnce({ path, status }, "br", compress, compressed);
    }
  }
}

function acceptedEncoding(header) {
  const accepted = header.split(",").map((part) => part.trim());
  const isAccepted = (name) =>
    accepted.some((part) => part === name || (part.startsWith(`${name};`) && !/q=0(\.0*)?$/.test(part)));
  return ["br", "gzip"].find(isAccepted);
}

function setSecurityHeaders(response, { contentSecurityPolicy, isIsolated }) {
  response.setHeader("Content-Security-Policy", contentSecurityPolicy);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  if (!isIsolated) return;
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
}

function redirect(response, location) {
  response.writeHead(308, { Location: location }).end();
}

function refuse(response, status, sentence) {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  response.end(`${sentence}\n`);
}

const HELP = `Serves the built page.

  node scripts/serve.mjs [FOLDER] [--port NUMBER] [--base /PATH/] [--host ADDRESS] [--isolated]

FOLDER is dist/ beside this script unless given. Without --port the first free port from 8000 on is taken.
--isolated adds the headers that cross-origin isolation needs.`;

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: "string" },
      base: { type: "string", default: "/" },
      host: { type: "string", default: "127.0.0.1" },
      isolated: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const root = resolve(positionals[0] ?? join(import.meta.dirname, "../dist"));
  const base = `/${values.base}/`.replace(/\/{2,}/g, "/");
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65536)) {
    throw new UsageError(`--port ${values.port} is not a port number.`);
  }
  if (!(await stat(join(root, "index.html")).catch(() => undefined))) {
    throw new UsageError(`There is no built page in ${root}. Build it first: ./build.sh build`);
  }
  const options = { root, base, host: values.host, isIsolated: values.isolated };
  const { address } = await listenOnFreePort(options, port);
  console.log(`The page is at ${address} (end with Ctrl+C).`);
}

async function listenOnFreePort(options, wantedPort) {
  for (let port = wantedPort ?? 8000; ; port += 1) {
    try {
      return await startPageServer({ ...options, port });
    } catch (error) {
      if (error.code !== "EADDRINUSE") throw error;
      if (wantedPort !== undefined || port >= 8100) throw new UsageError(`Port ${port} is already in use.`);
    }
  }
}

class UsageError extends Error {}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    const isUsage = error instanceof UsageError || error.code?.startsWith("ERR_PARSE_ARGS");
    console.error(isUsage ? error.message : error);
    process.exitCode = isUsage ? 2 : 1;
  });
}
