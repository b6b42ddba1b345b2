/** Where the dots of a map of pictures go, and which of them are meant by a place, a direction or a lasso. */

/** From the numbers of the data to CSS pixels; both directions on one scale, so that distances keep their meaning. */
export interface ScatterFrame {
  centre: { x: number; y: number };
  scale: number;
  middle: { x: number; y: number };
}

export interface Point {
  x: number;
  y: number;
}

/** Fits all of `positions`, two numbers a dot; dots without a place (`NaN`) do not count. */
export function scatterFrame(
  positions: ArrayLike<number>,
  size: { width: number; height: number },
  margin: number,
): ScatterFrame {
  const x = extent(positions, 0);
  const y = extent(positions, 1);
  const room = (length: number) => Math.max(1, length - 2 * margin);
  const scale = Math.min(
    x.high > x.low ? room(size.width) / (x.high - x.low) : Number.POSITIVE_INFINITY,
    y.high > y.low ? room(size.height) / (y.high - y.low) : Number.POSITIVE_INFINITY,
  );
  return {
    centre: { x: (x.low + x.high) / 2, y: (y.low + y.high) / 2 },
    // Dots that all lie in one place lie in the middle, at any scale.
    scale: Number.isFinite(scale) ? scale : 1,
    middle: { x: size.width / 2, y: size.height / 2 },
  };
}

/** Two CSS pixels a dot, upwards in the data being upwards on the screen. */
export function scatterPlaces(positions: ArrayLike<number>, frame: ScatterFrame): Float32Array {
  const places = new Float32Array(positions.length);
  for (let index = 0; index + 1 < positions.length; index += 2) {
    places[index] = frame.middle.x + ((positions[index] ?? Number.NaN) - frame.centre.x) * frame.scale;
    places[index + 1] =
      frame.middle.y - ((positions[index + 1] ?? Number.NaN) - frame.centre.y) * frame.scale;
  }
  return places;
}

/** Index of the dot nearest to a point, if one lies within reach. */
export function nearestDot(places: ArrayLike<number>, point: Point, reach: number): number | undefined {
  let best: number | undefined;
  let bestDistance = reach;
  for (let index = 0; index * 2 + 1 < places.length; index += 1) {
    const { x, y } = dotAt(places, index);
    const distance = Math.hypot(x - point.x, y - point.y);
    if (distance <= bestDistance) {
      best = index;
      bestDistance = distance;
    }
  }
  return best;
}

/** Indices of the dots inside of a closed outline, by the even-odd rule. */
export function dotsInLasso(places: ArrayLike<number>, outline: readonly Point[]): number[] {
  const inside: number[] = [];
  for (let index = 0; index * 2 + 1 < places.length; index += 1) {
    if (isInside(dotAt(places, index), outline)) inside.push(index);
  }
  return inside;
}

export type ScatterDirection = "left" | "right" | "up" | "down";

/** The dot that one expects with an arrow key: near, and more ahead than aside. */
export function dotInDirection(
  places: ArrayLike<number>,
  from: number,
  direction: ScatterDirection,
): number | undefined {
  const start = dotAt(places, from);
  let best: number | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let index = 0; index * 2 + 1 < places.length; index += 1) {
    if (index === from) continue;
    const { x, y } = dotAt(places, index);
    const [dx, dy] = [x - start.x, y - start.y];
    const isVertical = direction === "up" || direction === "down";
    const sign = direction === "left" || direction === "up" ? -1 : 1;
    const ahead = sign * (isVertical ? dy : dx);
    const aside = Math.abs(isVertical ? dx : dy);
    const cost = ahead + 2 * aside;
    if (ahead > 0 && cost < bestCost) {
      best = index;
      bestCost = cost;
    }
  }
  return best;
}

/**
 * Which dots may be drawn as squares of this side without any lying on another. Those that come first in `order` have
 * the first choice.
 */
export function fittingSquares(places: ArrayLike<number>, order: readonly number[], side: number): number[] {
  // In a grid of cells as large as a square, only the neighbouring cells can hold one that it touches.
  const taken = new Map<string, Point[]>();
  const fitting: number[] = [];
  for (const index of order) {
    const dot = dotAt(places, index);
    if (!Number.isFinite(dot.x) || !Number.isFinite(dot.y)) continue;
    const [column, row] = [Math.floor(dot.x / side), Math.floor(dot.y / side)];
    const isFree = [-1, 0, 1].every((across) =>
      [-1, 0, 1].every((down) =>
        (taken.get(`${column + across} ${row + down}`) ?? []).every(
          (other) => Math.abs(other.x - dot.x) >= side || Math.abs(other.y - dot.y) >= side,
        ),
      ),
    );
    if (!isFree) continue;
    const key = `${column} ${row}`;
    taken.set(key, [...(taken.get(key) ?? []), dot]);
    fitting.push(index);
  }
  return fitting;
}

export function dotAt(places: ArrayLike<number>, index: number): Point {
  return { x: places[index * 2] ?? Number.NaN, y: places[index * 2 + 1] ?? Number.NaN };
}

function isInside({ x, y }: Point, outline: readonly Point[]): boolean {
  let isIn = false;
  let before = outline.at(-1);
  for (const corner of outline) {
    if (before && corner.y > y !== before.y > y) {
      const crossing = before.x + ((y - before.y) / (corner.y - before.y)) * (corner.x - before.x);
      if (x < crossing) isIn = !isIn;
    }
    before = corner;
  }
  return isIn;
}

function extent(positions: ArrayLike<number>, offset: number): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = offset; index < positions.length; index += 2) {
    const value = positions[index] ?? Number.NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}
