/** Hands files to a few decoding workers, and decodes by itself where a browser's workers cannot. */
import type { DecodeJob, DecodeOutcome } from "./decode-file";
import type { DecodeAnswer, DecodeGreeting } from "./decode-worker";

export interface Decoder {
  /** How many files are decoded at the same time. */
  readonly width: number;
  /** Never rejects. */
  decode(job: DecodeJob): Promise<DecodeOutcome>;
}

/** What the decoder needs of a `Worker`. */
export type DecodeWorker = Pick<Worker, "postMessage" | "terminate" | "addEventListener">;

export interface DecoderOptions {
  width?: number;
  createWorker?: () => DecodeWorker;
  decodeHere?: (job: DecodeJob) => Promise<DecodeOutcome>;
  longestMillis?: number;
}

/** A picture that takes longer is given up, so that one file cannot hold up all others. */
const LONGEST_MILLIS = 60_000;

interface Waiting {
  job: DecodeJob;
  resolve(outcome: DecodeOutcome): void;
}

interface Slot {
  worker: DecodeWorker;
  isReady: boolean;
  busy: { id: number; waiting: Waiting; timer: ReturnType<typeof setTimeout> } | undefined;
}

let sharedDecoder: Decoder | undefined;

/** The page's one decoder; its workers start with the first file. */
export function pageDecoder(): Decoder {
  sharedDecoder ??= createDecoder();
  return sharedDecoder;
}

/** The pixels of a picture that the page stored itself, or `undefined` when they are lost. */
export async function pixelsFromStoredBlob(
  blob: Blob,
  decoder = pageDecoder(),
): Promise<Uint8Array | undefined> {
  const outcome = await decoder.decode({ blob, isStored: true });
  return outcome.kind === "picture" ? outcome.pixels : undefined;
}

export function createDecoder(options: DecoderOptions = {}): Decoder {
  const {
    width = defaultWidth(),
    createWorker = () =>
      new Worker(new URL("./decode-worker.ts", import.meta.url), { type: "module", name: "decode" }),
    decodeHere = decodeOnPage,
    longestMillis = LONGEST_MILLIS,
  } = options;
  const waiting: Waiting[] = [];
  const slots: Slot[] = [];
  let worksHere = false;
  let nextId = 1;

  function openSlot(): void {
    let worker: DecodeWorker;
    try {
      worker = createWorker();
    } catch {
      goOnHere();
      return;
    }
    const slot: Slot = { worker, isReady: false, busy: undefined };
    slots.push(slot);
    worker.addEventListener("message", (event) => {
      if (!slots.includes(slot)) return;
      const message = event.data as DecodeAnswer | DecodeGreeting;
      if ("canDecode" in message) {
        if (!message.canDecode) {
          goOnHere();
          return;
        }
        slot.isReady = true;
      } else if (slot.busy?.id === message.id) {
        finish(slot, message.outcome);
      }
      handOut();
    });
    worker.addEventListener("error", () => lose(slot));
    worker.addEventListener("messageerror", () => lose(slot));
  }

  function handOut(): void {
    for (const slot of slots) {
      if (!slot.isReady || slot.busy !== undefined) continue;
      const next = waiting.shift();
      if (next === undefined) return;
      const id = nextId++;
      const timer = setTimeout(() => lose(slot), longestMillis);
      slot.busy = { id, waiting: next, timer };
      slot.worker.postMessage({ id, job: next.job });
    }
  }

  function finish(slot: Slot, outcome: DecodeOutcome): void {
    clearTimeout(slot.busy?.timer);
    slot.busy?.waiting.resolve(outcome);
    slot.busy = undefined;
  }

  /** The worker died of a file, or hangs: that file is refused, and the next one gets a new worker. */
  function lose(slot: Slot): void {
    const at = slots.indexOf(slot);
    if (at < 0) return;
    slots.splice(at, 1);
    slot.worker.terminate();
    finish(slot, { kind: "refused", reason: "unreadable", inflatedBytes: 0 });
    if (slot.isReady) openSlot();
    else goOnHere();
  }

  /** Workers cannot be had, or cannot decode: the page does it, slower for the eye but as well. */
  function goOnHere(): void {
    worksHere = true;
    for (const slot of slots.splice(0)) {
      slot.worker.terminate();
      if (slot.busy !== undefined) waiting.unshift(slot.busy.waiting);
      clearTimeout(slot.busy?.timer);
    }
    for (const { job, resolve } of waiting.splice(0)) void decodeHere(job).then(resolve);
  }

  return {
    width,
    decode(job) {
      if (worksHere) return decodeHere(job);
      return new Promise((resolve) => {
        waiting.push({ job, resolve });
        while (slots.length < width && !worksHere) openSlot();
        handOut();
      });
    },
  };
}

/** Hardly any browser needs this, so the page is there without it. */
async function decodeOnPage(job: DecodeJob): Promise<DecodeOutcome> {
  try {
    const { decodeFile } = await import("./decode-file");
    return await decodeFile(job);
  } catch {
    return { kind: "refused", reason: "unreadable", inflatedBytes: 0 };
  }
}

/** Two large photographs at a time need half a gigabyte; small devices take one. */
function defaultWidth(): number {
  const { hardwareConcurrency = 2 } = navigator;
  const gigabytes = (navigator as { deviceMemory?: number }).deviceMemory ?? 4;
  return hardwareConcurrency >= 4 && gigabytes >= 4 ? 2 : 1;
}
