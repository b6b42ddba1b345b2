/** Draws a map of pictures on a canvas: dots in the hue of their class, or the pictures themselves. */
import type { Point } from "./scatter-geometry";
import { dotAt } from "./scatter-geometry";

export interface ScatterDot {
  id: number;
  hue: string;
  /** The hue of the class that it is taken for, when that is not its own. */
  ringHue: string | undefined;
  isHollow: boolean;
  isSelected: boolean;
  isInHand: boolean;
  /** Drawn in place of the dot. */
  image: CanvasImageSource | undefined;
}

export interface ScatterDrawing {
  width: number;
  height: number;
  dots: readonly ScatterDot[];
  /** Two CSS pixels a dot. */
  places: ArrayLike<number>;
  markedId: number | undefined;
  lasso: readonly Point[];
  imageSide: number;
}

const FULL_CIRCLE = 2 * Math.PI;

/** Colours that change with the appearance come from the canvas's own style. */
export function drawScatter(canvas: HTMLCanvasElement, drawing: ScatterDrawing): void {
  const density = globalThis.devicePixelRatio || 1;
  const [width, height] = [Math.round(drawing.width * density), Math.round(drawing.height * density)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return;
  const style = getComputedStyle(canvas);
  const colours = { ink: style.color, ground: style.backgroundColor, accent: style.caretColor };
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, drawing.width, drawing.height);
  const radius = dotRadius(drawing.dots.length);
  for (const index of drawingOrder(drawing)) {
    const dot = drawing.dots[index];
    const place = dotAt(drawing.places, index);
    if (!dot || !Number.isFinite(place.x) || !Number.isFinite(place.y)) continue;
    const isMarked = dot.id === drawing.markedId;
    if (dot.image) drawImage(context, dot, dot.image, place, drawing.imageSide);
    else drawDot(context, dot, place, isMarked ? radius + 1.5 : radius, colours.ground);
    const outer = dot.image ? drawing.imageSide / 2 + 2 : radius + (dot.ringHue ? 5 : 2.5);
    if (dot.isSelected) ring(context, place, outer, dot.image !== undefined, colours.ink, 1.5);
    if (dot.isInHand || isMarked) {
      ring(context, place, outer + 2.5, dot.image !== undefined, colours.accent, 2);
    }
  }
  drawLasso(context, drawing.lasso, colours.accent);
}

/** Thousands of dots must not become one spot. */
export function dotRadius(numDots: number): number {
  if (numDots <= 150) return 4.5;
  return numDots <= 500 ? 3.5 : 2.5;
}

/** What matters more lies on top: pictures on dots, wrong ones on right ones, and what is pointed at on everything. */
function drawingOrder({ dots, markedId }: ScatterDrawing): number[] {
  const weight = (dot: ScatterDot) =>
    (dot.ringHue ? 1 : 0) +
    (dot.image ? 2 : 0) +
    (dot.isSelected ? 4 : 0) +
    (dot.isInHand ? 8 : 0) +
    (dot.id === markedId ? 16 : 0);
  return dots
    .map((dot, index) => ({ index, weight: weight(dot) }))
    .sort((one, other) => one.weight - other.weight || one.index - other.index)
    .map(({ index }) => index);
}

function drawDot(
  context: CanvasRenderingContext2D,
  dot: ScatterDot,
  place: Point,
  radius: number,
  ground: string,
): void {
  context.beginPath();
  context.arc(place.x, place.y, dot.isHollow ? radius - 0.75 : radius, 0, FULL_CIRCLE);
  context.fillStyle = dot.isHollow ? ground : dot.hue;
  context.fill();
  if (dot.isHollow) {
    context.strokeStyle = dot.hue;
    context.lineWidth = 1.75;
  } else {
    // A hairline of the ground keeps dots apart that lie on each other.
    context.strokeStyle = ground;
    context.lineWidth = 0.75;
  }
  context.stroke();
  if (dot.ringHue) ring(context, place, radius + 2.5, false, dot.ringHue, 2);
}

function drawImage(
  context: CanvasRenderingContext2D,
  dot: ScatterDot,
  image: CanvasImageSource,
  place: Point,
  side: number,
): void {
  const [left, top] = [place.x - side / 2, place.y - side / 2];
  context.save();
  context.beginPath();
  context.roundRect(left, top, side, side, 4);
  context.clip();
  context.drawImage(image, left, top, side, side);
  context.restore();
  context.beginPath();
  context.roundRect(left, top, side, side, 4);
  context.setLineDash(dot.isHollow ? [3, 2] : []);
  context.strokeStyle = dot.hue;
  context.lineWidth = 2;
  context.stroke();
  context.setLineDash([]);
  if (dot.ringHue) ring(context, place, side / 2 + 2, true, dot.ringHue, 2);
}

function ring(
  context: CanvasRenderingContext2D,
  { x, y }: Point,
  radius: number,
  isSquare: boolean,
  colour: string,
  lineWidth: number,
): void {
  context.beginPath();
  if (isSquare) context.roundRect(x - radius, y - radius, radius * 2, radius * 2, 5);
  else context.arc(x, y, radius, 0, FULL_CIRCLE);
  context.strokeStyle = colour;
  context.lineWidth = lineWidth;
  context.stroke();
}

function drawLasso(context: CanvasRenderingContext2D, lasso: readonly Point[], colour: string): void {
  const [first, ...rest] = lasso;
  if (!first || rest.length === 0) return;
  context.beginPath();
  context.moveTo(first.x, first.y);
  for (const { x, y } of rest) context.lineTo(x, y);
  context.closePath();
  context.globalAlpha = 0.1;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
  context.setLineDash([4, 3]);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.stroke();
  context.setLineDash([]);
}
