/** The static server must send what hosts send, from any sub-path, and never a file from outside its folder. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PageAnswer, type PageServer, segmentsFromPath, startPageServer } from "../../scripts/serve.mjs";

let folder: string;
let server: PageServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "serve-test-"));
  const root = join(folder, "dist");
  mkdirSync(join(root, "assets"), { recursive: true });
  mkdirSync(join(folder, "pictures"));
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(root, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(root, ".hidden"), "secret");
  writeFileSync(join(root, "assets/index-B3x_9k2L.js"), "let a = 1;\n".repeat(1000));
  writeFileSync(join(root, "assets/engine-AAAAbbbb.wasm"), new Uint8Array(5000));
  writeFileSync(join(root, "assets/net-AAAAbbbb.weights"), new Uint8Array(5000));
  writeFileSync(join(folder, "pictures/ä 1.jpg"), "jpeg");
  symlinkSync(join(folder, "secret.txt"), join(root, "link.txt"));
  server = await startPageServer({
    root,
    base: "/some/path/",
    isIsolated: true,
    mounts: { "mounted/": join(folder, "pictures") },
  });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, server.address), { redirect: "manual", ...init });

describe("the static server", () => {
  test("serves the page below its base, with the security headers", async () => {
    const response = await get("");
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<title>page</title>");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(response.headers.get("cache-control")).toBe("no-cache");
  });

  test("adds the slash that relative addresses need", async () => {
    const toBase = await get("/some/path");
    expect([toBase.status, toBase.headers.get("location")]).toEqual([308, "/some/path/"]);
    const toFolder = await get("assets");
    expect([toFolder.status, toFolder.headers.get("location")]).toEqual([308, "/some/path/assets/"]);
    expect((await get("/other/")).status).toBe(404);
    expect((await get("/")).status).toBe(404);
  });

  test("hashed files are kept for ever, and compressed when that helps", async () => {
    const script = await get("assets/index-B3x_9k2L.js", { headers: { "accept-encoding": "gzip, br" } });
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect(script.headers.get("content-encoding")).toBe("br");
    expect((await script.text()).length).toBe(11000);
    const gzipped = await get("assets/index-B3x_9k2L.js", { headers: { "accept-encoding": "gzip, br;q=0" } });
    expect(gzipped.headers.get("content-encoding")).toBe("gzip");
    const wasm = await get("assets/engine-AAAAbbbb.wasm");
    expect(wasm.headers.get("content-type")).toBe("application/wasm");
    const weights = await get("assets/net-AAAAbbbb.weights");
    expect(weights.headers.get("content-encoding")).toBeNull();
    expect(weights.headers.get("content-length")).toBe("5000");
  });

  test("says when nothing has changed", async () => {
    const first = await get("");
    const second = await get("", { headers: { "if-none-match": first.headers.get("etag") ?? "" } });
    expect(second.status).toBe(304);
  });

  test("answers HEAD without a body, and nothing that writes", async () => {
    const head = await get("assets/net-AAAAbbbb.weights", { method: "HEAD" });
    expect([head.status, (await head.arrayBuffer()).byteLength]).toEqual([200, 0]);
    expect((await get("", { method: "POST" })).status).toBe(405);
  });

  test("serves mounted folders, whatever their names", async () => {
    const response = await get(`mounted/${encodeURIComponent("ä 1.jpg")}`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    expect(response.headers.get("cache-control")).toBe("no-cache");
  });

  test("never leaves its folder", async () => {
    const paths = [
      "/some/path/../../secret.txt",
      "/some/path/%2e%2e/secret.txt",
      "/some/path/..%2fsecret.txt",
      "/some/path/mounted/../../secret.txt",
      "/some/path/mounted/..%5c..%5csecret.txt",
      "/some/path/.hidden",
      "/some/path/%00",
      "/some/path/%zz",
      "//other.invalid/assets",
    ];
    for (const path of paths) expect(await rawStatus(path), path).toBe(400);
    expect(await rawStatus("/some/path/link.txt")).toBe(404);
  });
});

test("a host that compresses beforehand sends less, and every byte of every answer is told", async () => {
  const text = Array.from({ length: 3000 }, (_, index) => `let a${index} = ${index ** 3};\n`).join("");
  const root = mkdtempSync(join(folder, "pressed-"));
  mkdirSync(join(root, "assets"));
  writeFileSync(join(root, "assets/index-B3x_9k2L.js"), text);
  const answers: PageAnswer[] = [];
  const pressed = await startPageServer({
    root,
    isPrecompressed: true,
    onAnswer: (answer) => answers.push(answer),
  });
  const quick = await startPageServer({ root });
  try {
    const path = "assets/index-B3x_9k2L.js";
    const headers = { "accept-encoding": "br" };
    const bytes = async (from: PageServer) => {
      const response = await fetch(new URL(path, from.address), { headers });
      expect(await response.text()).toBe(text);
      return Number(response.headers.get("content-length"));
    };
    const pressedBytes = await bytes(pressed);
    expect(pressedBytes).toBeLessThan(await bytes(quick));
    await expect.poll(() => answers.length).toBe(1);
    expect(answers[0]).toMatchObject({ path: `/${path}`, status: 200, encoding: "br" });
    const headBytes = (answers[0]?.wireBytes ?? 0) - pressedBytes;
    expect(headBytes).toBeGreaterThan(200);
    expect(headBytes).toBeLessThan(2000);
  } finally {
    await pressed.close();
    await quick.close();
  }
});

test("a path is taken apart only when every part is a plain name", () => {
  expect(segmentsFromPath("/a/b%20c")).toEqual(["a", "b c"]);
  expect(segmentsFromPath("/a/")).toEqual(["a", ""]);
  expect(segmentsFromPath("/a/../b")).toBeUndefined();
  expect(segmentsFromPath("a")).toBeUndefined();
});

/** `fetch` tidies paths up before it sends them, so hostile ones are written by hand. */
function rawStatus(path: string): Promise<number> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.once("error", reject);
    socket.once("data", (data) => {
      resolve(Number(data.toString().split(" ")[1]));
      socket.destroy();
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  });
}
