/** Fetches the weight file once and streams it to every engine that needs it, so that it is decoded while it arrives. */
import type { AnsweringEngine } from "./client";
import type { EngineEvent } from "./protocol";

/** Small enough for a lively progress bar, large enough that messages cost nothing. */
const CHUNK_BYTES = 256 * 1024;

/** What the engine said last (`backboneReady`, or `failed`), or why the file did not arrive. */
export type WeightsResult =
  | { kind: "event"; event: EngineEvent }
  | { kind: "problem"; problem: DownloadProblem };

export type DownloadProblem =
  | { code: "offline"; receivedBytes: number; detail: string }
  | { code: "httpStatus"; status: number }
  | { code: "aborted" }
  /** No such file lies beside the page, nor was one opened. */
  | { code: "absent" };

export interface WeightsDownloadOptions {
  /** `totalBytes` is unknown where the server does not tell, or tells the compressed size. */
  onProgress?: (receivedBytes: number, totalBytes: number | undefined) => void;
  signal?: AbortSignal;
}

/** The weight file, which begins to arrive when it is made, and stays in memory for the next engine. */
export interface Weights {
  /**
   * Never rejects. A file that ends too early ends in a `failed` event or a problem, not in silence. After a
   * problem or a refusal the next engine's file is fetched anew.
   */
  deliver(engine: AnsweringEngine, options?: WeightsDownloadOptions): Promise<WeightsResult>;
}

export interface FetchOptions {
  fetch?: typeof fetch;
}

export function fetchWeights(url: string, { fetch: fetchFile = fetch }: FetchOptions = {}): Weights {
  let file: ArrivingFile | undefined = new ArrivingFile(url, fetchFile);
  return {
    async deliver(engine, options = {}) {
      file ??= new ArrivingFile(url, fetchFile);
      const own = file;
      const result = await deliverFile(own, engine, options);
      const isWell = result.kind === "event" && result.event.kind === "backboneReady";
      if (!isWell && file === own && !isWorkersFault(result)) {
        own.stop();
        file = undefined;
      }
      return result;
    },
  };
}

/** For one engine only. */
export function downloadWeights(
  url: string,
  engine: AnsweringEngine,
  { fetch: fetchFile, ...options }: WeightsDownloadOptions & FetchOptions = {},
): Promise<WeightsResult> {
  return fetchWeights(url, fetchFile && { fetch: fetchFile }).deliver(engine, options);
}

/** A worker that died in the middle says nothing about the file. */
function isWorkersFault(result: WeightsResult): boolean {
  return result.kind === "event" && result.event.kind === "failed" && result.event.error.code === "panicked";
}

async function deliverFile(
  file: ArrivingFile,
  engine: AnsweringEngine,
  { onProgress, signal }: WeightsDownloadOptions,
): Promise<WeightsResult> {
  const tell = () => {
    if (file.hasBegun) onProgress?.(file.receivedBytes, file.totalBytes);
  };
  file.listeners.add(tell);
  tell();
  try {
    let offset = 0;
    for (let index = 0; ; index += 1) {
      const arrival = await file.chunk(index, signal);
      if (arrival.kind === "problem") return arrival;
      const { bytes, isLast } = arrival;
      // The engine gets a copy, because what is sent changes hands.
      const event = await engine.send({ kind: "receiveWeights", offset, bytes: bytes.slice(), isLast });
      if (isLast || event.kind === "failed") return { kind: "event", event };
      offset += bytes.length;
    }
  } finally {
    file.listeners.delete(tell);
  }
}

type Chunk = { kind: "chunk"; bytes: Uint8Array<ArrayBuffer>; isLast: boolean };
type Arrival = Chunk | { kind: "problem"; problem: DownloadProblem };

/** A response on its way, cut into chunks that are all but the last of the same size. */
class ArrivingFile {
  hasBegun = false;
  receivedBytes = 0;
  totalBytes: number | undefined;
  readonly listeners = new Set<() => void>();
  private readonly chunks: Uint8Array<ArrayBuffer>[] = [];
  private readonly stopping = new AbortController();
  private end: "notYet" | "whole" | DownloadProblem = "notYet";

  constructor(url: string, fetchFile: typeof fetch) {
    void this.receive(url, fetchFile);
  }

  /** A chunk is held back until the next one is there, because only then it is known not to be the last. */
  async chunk(index: number, signal: AbortSignal | undefined): Promise<Arrival> {
    while (!signal?.aborted) {
      const bytes = this.chunks[index];
      const isLast = index + 1 >= this.chunks.length;
      if (bytes && !isLast) return { kind: "chunk", bytes, isLast: false };
      if (this.end === "whole") return { kind: "chunk", bytes: bytes ?? new Uint8Array(0), isLast: true };
      if (this.end !== "notYet") return { kind: "problem", problem: this.end };
      await this.nextNews(signal);
    }
    return { kind: "problem", problem: { code: "aborted" } };
  }

  /** Tells the server to stop; after the end it does nothing. */
  stop(): void {
    this.stopping.abort();
  }

  private nextNews(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.listeners.delete(done);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      this.listeners.add(done);
      signal?.addEventListener("abort", done);
    });
  }

  private async receive(url: string, fetchFile: typeof fetch): Promise<void> {
    try {
      const response = await fetchFile(url, { signal: this.stopping.signal });
      if (response.ok) {
        this.totalBytes = statedBytes(response);
        this.hasBegun = true;
        this.tellAll();
        await this.receiveBody(response);
        const isTruncated = this.totalBytes !== undefined && this.receivedBytes < this.totalBytes;
        // The engine would notice as well, but it is the line that broke, not the file.
        this.end = isTruncated ? this.broken("truncated") : "whole";
      } else {
        this.end = { code: "httpStatus", status: response.status };
      }
    } catch (cause) {
      this.end = this.broken(String(cause));
    }
    this.tellAll();
  }

  private async receiveBody(response: Response): Promise<void> {
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    // Not every `fetch` that a test brings along heeds the signal by itself.
    this.stopping.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
    let chunk = new Uint8Array(CHUNK_BYTES);
    let filled = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (let start = 0; start < value.length; ) {
        const part = value.subarray(start, start + CHUNK_BYTES - filled);
        chunk.set(part, filled);
        start += part.length;
        filled += part.length;
        if (filled === CHUNK_BYTES) {
          this.chunks.push(chunk);
          chunk = new Uint8Array(CHUNK_BYTES);
          filled = 0;
        }
      }
      this.receivedBytes += value.length;
      this.tellAll();
    }
    if (filled > 0) this.chunks.push(chunk.slice(0, filled));
  }

  private broken(detail: string): DownloadProblem {
    return { code: "offline", receivedBytes: this.receivedBytes, detail };
  }

  private tellAll(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

function statedBytes(response: Response): number | undefined {
  if (response.headers.get("content-encoding")) return undefined;
  const stated = Number(response.headers.get("content-length") ?? Number.NaN);
  return Number.isSafeInteger(stated) && stated > 0 ? stated : undefined;
}
