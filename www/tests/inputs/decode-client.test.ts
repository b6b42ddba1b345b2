/** The decoder's workers: shared work, dead and hanging workers, and browsers without them. */
import { expect, test } from "vitest";
import { createDecoder, type DecodeWorker } from "../../src/inputs/decode-client";
import type { DecodeJob, DecodeOutcome } from "../../src/inputs/decode-file";

type Listener = (event: { data?: unknown }) => void;

const outcomeFrom = (by: string): DecodeOutcome => ({
  kind: "picture",
  pixels: new Uint8Array(4),
  blob: new Blob(),
  contentKey: by,
  inflatedBytes: 0,
});

const keyOf = (outcome: DecodeOutcome) => (outcome.kind === "picture" ? outcome.contentKey : outcome.kind);

const JOB: DecodeJob = { blob: new Blob(["x"]) };

class FakeDecodeWorker {
  isTerminated = false;
  readonly jobs: number[] = [];
  private readonly listeners = new Map<string, Listener>();

  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, listener);
  }

  postMessage(message: { id: number }): void {
    this.jobs.push(message.id);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  emit(type: string, data?: unknown): void {
    this.listeners.get(type)?.({ data });
  }

  answer(by: string): void {
    this.emit("message", { id: this.jobs.at(-1), outcome: outcomeFrom(by) });
  }
}

function setUp(options: { width?: number; longestMillis?: number } = {}) {
  const workers: FakeDecodeWorker[] = [];
  const decoder = createDecoder({
    width: options.width ?? 1,
    longestMillis: options.longestMillis ?? 1000,
    createWorker: () => {
      const worker = new FakeDecodeWorker();
      workers.push(worker);
      return worker as unknown as DecodeWorker;
    },
    decodeHere: async () => outcomeFrom("page"),
  });
  const worker = (index: number) => {
    const wanted = workers[index];
    if (wanted === undefined) throw new Error("no such worker");
    return wanted;
  };
  return { decoder, workers, worker };
}

test("two workers share the work, one job at a time each", async () => {
  const { decoder, worker } = setUp({ width: 2 });
  const answers = [1, 2, 3].map(() => decoder.decode(JOB));
  worker(0).emit("message", { canDecode: true });
  worker(1).emit("message", { canDecode: true });
  expect([worker(0).jobs.length, worker(1).jobs.length]).toEqual([1, 1]);
  worker(1).answer("b");
  expect(worker(1).jobs.length).toBe(2);
  worker(1).answer("c");
  worker(0).answer("a");
  expect((await Promise.all(answers)).map(keyOf)).toEqual(["a", "b", "c"]);
});

test("a worker that dies of a file loses that file only", async () => {
  const { decoder, workers, worker } = setUp();
  const first = decoder.decode(JOB);
  const second = decoder.decode(JOB);
  worker(0).emit("message", { canDecode: true });
  worker(0).emit("error");
  expect(await first).toMatchObject({ kind: "refused", reason: "unreadable" });
  expect(workers.length).toBe(2);
  worker(1).emit("message", { canDecode: true });
  worker(1).answer("second");
  expect(keyOf(await second)).toBe("second");
});

test("a worker that hangs is replaced", async () => {
  const { decoder, workers, worker } = setUp({ longestMillis: 10 });
  const answer = decoder.decode(JOB);
  worker(0).emit("message", { canDecode: true });
  expect(await answer).toMatchObject({ kind: "refused", reason: "unreadable" });
  expect(worker(0).isTerminated).toBe(true);
  expect(workers.length).toBe(2);
});

test("where workers cannot decode, cannot load or cannot be made, the page does it", async () => {
  const cannotDecode = setUp();
  const first = cannotDecode.decoder.decode(JOB);
  cannotDecode.worker(0).emit("message", { canDecode: false });
  expect(keyOf(await first)).toBe("page");
  expect(keyOf(await cannotDecode.decoder.decode(JOB))).toBe("page");
  expect(cannotDecode.workers.length).toBe(1);

  const cannotLoad = setUp();
  const second = cannotLoad.decoder.decode(JOB);
  cannotLoad.worker(0).emit("error");
  expect(keyOf(await second)).toBe("page");

  const cannotMake = createDecoder({
    width: 2,
    createWorker: () => {
      throw new Error("refused");
    },
    decodeHere: async () => outcomeFrom("page"),
  });
  expect(keyOf(await cannotMake.decode(JOB))).toBe("page");
});
