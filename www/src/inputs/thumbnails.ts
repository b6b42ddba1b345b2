/** Asks a worker for small pictures: the latest wishes first, and none that nobody waits for any more. */
import type { ThumbnailAnswer, ThumbnailJob } from "./thumbnail-worker";

export interface Thumbnails {
  /** Whether there is any use in asking; where not, the pictures themselves are shown. */
  readonly canMake: boolean;
  /** What was made before. */
  known(blob: Blob): string | undefined;
  /** `onMade` hears of it once; undefined means that this one cannot be made. Gives a function that ends the wish. */
  want(blob: Blob, onMade: (address: string | undefined) => void): () => void;
}

/** What the thumbnails need of a `Worker`. */
export type ThumbnailWorker = Pick<Worker, "postMessage" | "terminate" | "addEventListener">;

export interface ThumbnailOptions {
  side?: number;
  createWorker?: (() => ThumbnailWorker) | undefined;
}

/** A cell is at most about 60 CSS pixels wide; on dense screens sharper than this is not seen. */
const SIDE = 64;
const LARGEST_SIDE = 160;

/** One is worked on while the next one is on its way. */
const MOST_AT_ONCE = 3;

interface Wish {
  blob: Blob;
  /** Wishes of the same moment have the same number. */
  moment: number;
  listeners: Set<(address: string | undefined) => void>;
}

let sharedThumbnails: Thumbnails | undefined;

/** The page's one maker of thumbnails; its worker starts with the first wish. */
export function pageThumbnails(): Thumbnails {
  sharedThumbnails ??= createThumbnails();
  return sharedThumbnails;
}

export function createThumbnails(options: ThumbnailOptions = {}): Thumbnails {
  const { side = sideForScreen(), createWorker = browserWorker() } = options;
  /** As long as somebody holds the picture. */
  const made = new WeakMap<Blob, string>();
  /** In the order in which they were wished for. */
  const wishes = new Map<Blob, Wish>();
  const underWay = new Map<number, Wish>();
  let worker: ThumbnailWorker | undefined;
  let canMake = createWorker !== undefined;
  let nextId = 1;
  let moment = 0;

  function start(): ThumbnailWorker | undefined {
    try {
      worker ??= createWorker?.();
    } catch {
      giveUp();
      return undefined;
    }
    return worker;
  }

  function listenTo(started: ThumbnailWorker): void {
    started.addEventListener("message", (event) => {
      const { id, address } = event.data as ThumbnailAnswer;
      const wish = underWay.get(id);
      underWay.delete(id);
      if (wish) settle(wish, address);
      handOut();
    });
    started.addEventListener("error", giveUp);
    started.addEventListener("messageerror", giveUp);
  }

  function handOut(): void {
    while (underWay.size < MOST_AT_ONCE && wishes.size > 0) {
      const isFirst = worker === undefined;
      const started = start();
      if (!started) return;
      if (isFirst) listenTo(started);
      const wish = nextWish();
      if (!wish) return;
      wishes.delete(wish.blob);
      const job: ThumbnailJob = { id: nextId++, blob: wish.blob, side };
      underWay.set(job.id, wish);
      started.postMessage(job);
    }
  }

  /** Whoever scrolls looks at what came last; what came together is filled in from the top. */
  function nextWish(): Wish | undefined {
    let next: Wish | undefined;
    for (const wish of wishes.values()) if (!next || wish.moment > next.moment) next = wish;
    return next;
  }

  function settle({ blob, listeners }: Wish, address: string | undefined): void {
    if (address !== undefined) made.set(blob, address);
    for (const onMade of listeners) onMade(address);
  }

  /** This browser's workers cannot: everything that was wished for is shown as it is. */
  function giveUp(): void {
    canMake = false;
    worker?.terminate();
    const unanswered = [...underWay.values(), ...wishes.values()];
    underWay.clear();
    wishes.clear();
    for (const wish of unanswered) settle(wish, undefined);
  }

  return {
    get canMake() {
      return canMake;
    },
    known: (blob) => made.get(blob),
    want(blob, onMade) {
      const known = made.get(blob);
      if (known !== undefined || !canMake) {
        onMade(known);
        return () => {};
      }
      const current = [...underWay.values()].find((wish) => wish.blob === blob) ?? wishes.get(blob);
      const wish = current ?? { blob, moment, listeners: new Set() };
      wish.listeners.add(onMade);
      if (!current) wishes.set(blob, wish);
      // So that wishes of one moment are all known before the first of them is chosen.
      queueMicrotask(() => {
        moment += 1;
        handOut();
      });
      return () => {
        wish.listeners.delete(onMade);
        if (wish.listeners.size === 0) wishes.delete(blob);
      };
    },
  };
}

function sideForScreen(): number {
  const density = typeof devicePixelRatio === "number" ? devicePixelRatio : 1;
  return Math.min(LARGEST_SIDE, SIDE * Math.ceil(density));
}

function browserWorker(): (() => ThumbnailWorker) | undefined {
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return undefined;
  return () =>
    new Worker(new URL("./thumbnail-worker.ts", import.meta.url), { type: "module", name: "thumbnails" });
}
