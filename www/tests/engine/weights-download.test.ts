/** The weight download: chunks in order, and no way to end in silence. */
import { expect, test } from "vitest";
import type { EngineCommand, EngineEvent } from "../../src/engine/protocol";
import { downloadWeights, fetchWeights } from "../../src/engine/weights-download";
import { FAKE_BACKBONE } from "../fake-engine";

type Receive = Extract<EngineCommand, { kind: "receiveWeights" }>;

const READY: EngineEvent = {
  kind: "backboneReady",
  backbone: { ...FAKE_BACKBONE, fingerprint: "f", numParameters: 1 },
};

function engine(failAtOffset?: number) {
  const received: Receive[] = [];
  const send = async (command: EngineCommand): Promise<EngineEvent> => {
    if (command.kind !== "receiveWeights") throw new Error("unexpected command");
    received.push(command);
    if (command.offset === failAtOffset) return { kind: "failed", error: { code: "weightsForeign" } };
    if (command.isLast) return READY;
    return { kind: "weightsReceived", receivedBytes: command.offset, decodedTensors: 0, numTensors: 1 };
  };
  return { received, client: { send } };
}

/** A file whose bytes say where they are, in parts of awkward sizes. */
function serve(numBytes: number, headers: Record<string, string> = {}, breakAfterBytes = Infinity) {
  const file = Uint8Array.from({ length: numBytes }, (_, index) => index % 251);
  let cancelled = false;
  let start = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (start >= breakAfterBytes) return controller.error(new TypeError("network error"));
      if (start >= numBytes) return controller.close();
      controller.enqueue(file.slice(start, start + 99_991));
      start += 99_991;
    },
    cancel() {
      cancelled = true;
    },
  });
  const fetchFile = async () => new Response(body, { headers });
  return { file, fetch: fetchFile as typeof fetch, wasCancelled: () => cancelled };
}

test.each([1, 262_143, 262_144, 262_145, 524_288, 1_000_000])("%d bytes arrive whole", async (numBytes) => {
  const { received, client } = engine();
  const served = serve(numBytes, { "content-length": String(numBytes) });
  const progress: [number, number | undefined][] = [];
  const onProgress = (bytes: number, total: number | undefined) => progress.push([bytes, total]);
  const result = await downloadWeights("weights", client, { fetch: served.fetch, onProgress });
  expect(result).toEqual({ kind: "event", event: READY });
  expect(received.map((chunk) => chunk.isLast)).toEqual(
    received.map((_, index) => index === received.length - 1),
  );
  let offset = 0;
  for (const chunk of received) {
    expect(chunk.offset).toBe(offset);
    expect(chunk.bytes.buffer.byteLength).toBe(chunk.bytes.length);
    offset += chunk.bytes.length;
  }
  expect(Buffer.concat(received.map((chunk) => chunk.bytes)).equals(served.file)).toBe(true);
  expect(progress.at(-1)).toEqual([numBytes, numBytes]);
});

test("an empty file is left to the engine to refuse", async () => {
  const { received, client } = engine();
  await downloadWeights("weights", client, { fetch: serve(0).fetch });
  expect(received).toMatchObject([{ offset: 0, isLast: true }]);
});

test("a refused file stops the download", async () => {
  const { received, client } = engine(0);
  const served = serve(5_000_000);
  const result = await downloadWeights("weights", client, { fetch: served.fetch });
  expect(result).toEqual({ kind: "event", event: { kind: "failed", error: { code: "weightsForeign" } } });
  expect(received.length).toBe(1);
  expect(served.wasCancelled()).toBe(true);
});

test("a line that breaks half way is a problem, and the engine is not told that the file is complete", async () => {
  const { received, client } = engine();
  const served = serve(1_000_000, {}, 600_000);
  const result = await downloadWeights("weights", client, { fetch: served.fetch });
  expect(result).toMatchObject({ kind: "problem", problem: { code: "offline" } });
  expect(received.some((chunk) => chunk.isLast)).toBe(false);
});

test("fewer bytes than promised is a problem", async () => {
  const { received, client } = engine();
  const served = serve(1_000, { "content-length": "2000" });
  const result = await downloadWeights("weights", client, { fetch: served.fetch });
  expect(result).toMatchObject({ kind: "problem", problem: { code: "offline", receivedBytes: 1000 } });
  expect(received).toEqual([]);
});

test("a compressed answer does not state the file's size", async () => {
  const { client } = engine();
  const served = serve(1_000, { "content-length": "10", "content-encoding": "gzip" });
  const totals = new Set<number | undefined>();
  const onProgress = (_bytes: number, total: number | undefined) => totals.add(total);
  const result = await downloadWeights("weights", client, { fetch: served.fetch, onProgress });
  expect(result.kind).toBe("event");
  expect([...totals]).toEqual([undefined]);
});

test("a missing file, no network and a change of mind are told apart", async () => {
  const { client } = engine();
  const missing = (async () => new Response("", { status: 404 })) as typeof fetch;
  expect(await downloadWeights("weights", client, { fetch: missing })).toEqual({
    kind: "problem",
    problem: { code: "httpStatus", status: 404 },
  });

  const offline = (async () => {
    throw new TypeError("Failed to fetch");
  }) as typeof fetch;
  expect(await downloadWeights("weights", client, { fetch: offline })).toMatchObject({
    problem: { code: "offline" },
  });

  const stop = new AbortController();
  const served = serve(5_000_000);
  const onProgress = (bytes: number) => {
    if (bytes > 500_000) stop.abort();
  };
  const options = { fetch: served.fetch, onProgress, signal: stop.signal };
  expect(await downloadWeights("weights", client, options)).toEqual({
    kind: "problem",
    problem: { code: "aborted" },
  });
  expect(served.wasCancelled()).toBe(true);
});

test("a second engine gets the same file without a second download, and from the middle of the first", async () => {
  const served = serve(1_000_000);
  let numFetches = 0;
  const counted: typeof fetch = (...given) => {
    numFetches += 1;
    return served.fetch(...given);
  };
  const weights = fetchWeights("weights", { fetch: counted });
  expect(numFetches, "it is on its way before anyone asks").toBe(1);
  const [first, second, third] = [engine(), engine(), engine()];
  const both = await Promise.all([weights.deliver(first.client), weights.deliver(second.client)]);
  const last = await weights.deliver(third.client);
  expect([...both, last]).toEqual(Array(3).fill({ kind: "event", event: READY }));
  expect(numFetches).toBe(1);
  for (const { received } of [first, second, third]) {
    expect(Buffer.concat(received.map((chunk) => chunk.bytes)).equals(served.file)).toBe(true);
  }
});

test("after a broken line or a refusal the file is fetched anew; after the death of a worker it is not", async () => {
  let numFetches = 0;
  let breakAfterBytes = 400_000;
  const counted = (async () => {
    numFetches += 1;
    return serve(1_000_000, {}, breakAfterBytes).fetch("");
  }) as typeof fetch;
  const weights = fetchWeights("weights", { fetch: counted });
  expect((await weights.deliver(engine().client)).kind).toBe("problem");
  breakAfterBytes = Number.POSITIVE_INFINITY;
  const died: EngineEvent = { kind: "failed", error: { code: "panicked", detail: "" } };
  expect(await weights.deliver({ send: async () => died })).toEqual({ kind: "event", event: died });
  expect(numFetches).toBe(2);
  expect(await weights.deliver(engine().client)).toEqual({ kind: "event", event: READY });
  expect(numFetches).toBe(2);
  expect(await weights.deliver(engine(0).client)).toMatchObject({ event: { kind: "failed" } });
  expect(await weights.deliver(engine().client)).toEqual({ kind: "event", event: READY });
  expect(numFetches).toBe(3);
});
