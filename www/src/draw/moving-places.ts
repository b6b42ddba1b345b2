/** Moves dots from where they are to where they belong, a frame at a time, and says where they are meanwhile. */
import { dotAt, type Point } from "./scatter-geometry";

export interface MovingPlaces {
  /** Dots that were not there before appear in their places. `onFrame` hears of every step, the first at once. */
  moveTo(ids: readonly number[], places: Float32Array, millis: number, onFrame: () => void): void;
  /** Where everything is now, two numbers a dot, in the order of the last `ids`. */
  readonly now: Float32Array;
  stop(): void;
}

export interface FrameClock {
  request(step: (nowMillis: number) => void): number;
  cancel(frame: number): void;
}

export function createMovingPlaces(clock: FrameClock = browserClock): MovingPlaces {
  let now: Float32Array = new Float32Array(0);
  let known: readonly number[] = [];
  let frame: number | undefined;

  function stop(): void {
    if (frame !== undefined) clock.cancel(frame);
    frame = undefined;
  }

  return {
    get now() {
      return now;
    },
    stop,
    moveTo(ids, places, millis, onFrame) {
      stop();
      const from = placesBefore(ids, places, known, now);
      known = ids;
      if (millis <= 0 || isSame(from, places)) {
        now = places;
        onFrame();
        return;
      }
      now = from;
      onFrame();
      let begunMillis: number | undefined;
      const step = (nowMillis: number) => {
        begunMillis ??= nowMillis;
        const share = Math.min(1, (nowMillis - begunMillis) / millis);
        now = share < 1 ? mixedPlaces(from, places, easeInOut(share)) : places;
        frame = share < 1 ? clock.request(step) : undefined;
        onFrame();
      };
      frame = clock.request(step);
    },
  };
}

/** Straight from one place to the other. */
export function mixedPlaces(from: Float32Array, to: Float32Array, share: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(to, (target, index) => {
    const start = from[index] ?? target;
    return start + (target - start) * share;
  });
}

function placesBefore(
  ids: readonly number[],
  places: Float32Array,
  knownIds: readonly number[],
  known: Float32Array,
): Float32Array<ArrayBuffer> {
  const before = new Map<number, Point>(knownIds.map((id, index) => [id, dotAt(known, index)]));
  const from = new Float32Array(places);
  for (const [index, id] of ids.entries()) {
    const start = before.get(id);
    if (start && Number.isFinite(start.x) && Number.isFinite(start.y)) {
      from.set([start.x, start.y], index * 2);
    }
  }
  return from;
}

function isSame(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
}

function easeInOut(share: number): number {
  return share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) ** 2;
}

const browserClock: FrameClock = {
  request: (step) => requestAnimationFrame(step),
  cancel: (frame) => cancelAnimationFrame(frame),
};
