/** The item that an arrow key leads to, by where things lie: the nearest in that direction. */
import type { Box } from "./map-geometry";

export type Direction = "up" | "down" | "left" | "right";

export function directionOfKey(key: string): Direction | undefined {
  const directions: Record<string, Direction> = {
    ArrowUp: "up",
    ArrowDown: "down",
    ArrowLeft: "left",
    ArrowRight: "right",
  };
  return directions[key];
}

/** Gives a position in `boxes`; `undefined` when there is nothing in that direction. */
export function nearestItem(boxes: readonly Box[], from: number, direction: Direction): number | undefined {
  const start = boxes[from];
  if (!start) return undefined;
  const isAcross = direction === "left" || direction === "right";
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  const [startX, startY] = middleOf(start);
  let best: { index: number; isStraight: boolean; distance: number } | undefined;
  for (const [index, box] of boxes.entries()) {
    const [x, y] = middleOf(box);
    const ahead = sign * (isAcross ? x - startX : y - startY);
    const aside = Math.abs(isAcross ? y - startY : x - startX);
    if (index === from || ahead < 2) continue;
    // What lies straight ahead comes before what is nearer but off to the side.
    const isStraight = isAcross
      ? box.y < start.y + start.height && start.y < box.y + box.height
      : box.x < start.x + start.width && start.x < box.x + box.width;
    const distance = ahead + 3 * aside;
    const isBetter =
      !best ||
      (isStraight && !best.isStraight) ||
      (isStraight === best.isStraight && distance < best.distance);
    if (isBetter) best = { index, isStraight, distance };
  }
  return best?.index;
}

function middleOf({ x, y, width, height }: Box): [x: number, y: number] {
  return [x + width / 2, y + height / 2];
}
