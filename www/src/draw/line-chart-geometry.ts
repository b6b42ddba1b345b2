/** Where everything in a line chart goes: from values and a size to scales, paths, ticks and label places. */
import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";

export interface LineSeries {
  name: string;
  colour: string;
  isDashed: boolean;
  /** One value a step; a step without a value leaves a gap. */
  values: readonly (number | undefined)[];
}

export interface LineChartInput {
  series: readonly LineSeries[];
  width: number;
  height: number;
  /** Fixed ends of the vertical axis; without it the axis starts at zero and ends above the largest value. */
  yDomain: readonly [number, number] | undefined;
  /** Room for the name of the vertical axis is kept only when there is one. */
  hasYLabel: boolean;
  formatTick: ((value: number) => string) | undefined;
  /** Logarithmic suits a loss that falls over several decades. */
  isLogarithmic: boolean;
}

export interface Tick {
  value: number;
  position: number;
  text: string;
}

export interface PlacedSeries {
  name: string;
  colour: string;
  isDashed: boolean;
  path: string;
  /** The last value and where it lies; absent while the series has none. */
  end: { value: number; x: number; y: number; labelY: number } | undefined;
}

export interface LineChartGeometry {
  plot: { left: number; top: number; right: number; bottom: number };
  numSteps: number;
  xTicks: Tick[];
  yTicks: Tick[];
  series: PlacedSeries[];
  xFromStep(step: number): number;
  yFromValue(value: number): number;
  /** The step nearest to a horizontal position, counted from 1; undefined while there are none. */
  stepFromX(x: number): number | undefined;
}

const MARGIN_TOP = 10;
const MARGIN_BOTTOM = 34;
const Y_LABEL_WIDTH = 18;
const TICK_GAP = 8;
const LABEL_LINE_HEIGHT = 16;
const LABEL_MARK_WIDTH = 26;
/** An estimate is enough: labels that turn out wider are cut off with an ellipsis by the style sheet. */
const LETTER_WIDTH = 7;

export function lineChartGeometry(input: LineChartInput): LineChartGeometry {
  const { series, width, height } = input;
  const numSteps = Math.max(0, ...series.map(({ values }) => values.length));
  const top = MARGIN_TOP;
  const bottom = Math.max(height - MARGIN_BOTTOM, top + 1);
  const yScale = verticalScale(input, [bottom, top]);
  const yTicks = verticalTicks(yScale, bottom - top, input.formatTick);
  const left = (input.hasYLabel ? Y_LABEL_WIDTH : 0) + TICK_GAP + textWidth(yTicks.map(({ text }) => text));
  const marginRight = Math.min(LABEL_MARK_WIDTH + textWidth(series.map(({ name }) => name)), width * 0.4);
  const plot = { left, top, right: Math.max(width - marginRight, left + 1), bottom };
  // A single step has no width of its own, so it is drawn at the left end of a domain one step wide.
  const xScale = scaleLinear([1, Math.max(2, numSteps)], [plot.left, plot.right]);
  const yFromValue = (value: number) => {
    const [low, high] = yScale.domain() as [number, number];
    return yScale(Math.min(high, Math.max(low, value)));
  };
  const path = line<number | undefined>()
    .defined(isNumber)
    .x((_, index) => xScale(index + 1))
    .y((value) => yFromValue(value ?? 0))
    .digits(1);
  const placed = series.map(({ name, colour, isDashed, values }) => {
    const last = lastNumber(values);
    const end = last && {
      value: last.value,
      x: xScale(last.index + 1),
      y: yFromValue(last.value),
      labelY: 0,
    };
    return { name, colour, isDashed, path: path(values) ?? "", end };
  });
  placeLabels(placed, plot.top, plot.bottom);
  return {
    plot,
    numSteps,
    xTicks: wholeTicks(numSteps, plot.right - plot.left).map((value) => ({
      value,
      position: xScale(value),
      text: String(value),
    })),
    yTicks,
    series: placed,
    xFromStep: (step) => xScale(step),
    yFromValue,
    stepFromX: (x) =>
      numSteps === 0 ? undefined : Math.min(numSteps, Math.max(1, Math.round(xScale.invert(x)))),
  };
}

/** Steps are whole, so their ticks are too: never 1.5, never the same number twice. */
export function wholeTicks(numSteps: number, width: number): number[] {
  if (numSteps < 2) return numSteps === 1 ? [1] : [];
  const ticks = scaleLinear([1, numSteps], [0, 1]).ticks(Math.max(2, Math.floor(width / 70)));
  return [...new Set(ticks.filter((tick) => Number.isInteger(tick) && tick >= 1))];
}

/** Moves labels apart that would lie on each other, keeping their order and staying inside the plot. */
export function spreadPositions(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted
    .map((position, index) => ({ position, index }))
    .sort((a, b) => a.position - b.position);
  let previous = low - gap;
  for (const entry of order) {
    entry.position = Math.max(entry.position, previous + gap);
    previous = entry.position;
  }
  let next = high + gap;
  for (const entry of order.toReversed()) {
    entry.position = Math.min(entry.position, next - gap);
    next = entry.position;
  }
  const spread = [...wanted];
  for (const { position, index } of order) spread[index] = position;
  return spread;
}

type VerticalScale =
  | ReturnType<typeof scaleLinear<number, number>>
  | ReturnType<typeof scaleLog<number, number>>;

function verticalScale(input: LineChartInput, range: [number, number]): VerticalScale {
  const values = input.series.flatMap((one) => one.values.filter(isNumber));
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (input.isLogarithmic) {
    const smallest = values.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), Number.POSITIVE_INFINITY);
    const [low, high] = input.yDomain ?? [smallest, largest];
    const isUsable = Number.isFinite(low) && Number.isFinite(high) && low > 0 && high > low;
    return scaleLog(isUsable ? [low, high] : [0.01, 1], range).nice();
  }
  if (input.yDomain) return scaleLinear([...input.yDomain], range);
  return scaleLinear([0, Number.isFinite(largest) && largest > 0 ? largest : 1], range).nice(4);
}

function verticalTicks(
  scale: VerticalScale,
  height: number,
  formatTick: LineChartInput["formatTick"],
): Tick[] {
  const count = Math.max(2, Math.floor(height / 40));
  const format = scale.tickFormat(count);
  return (
    scale
      .ticks(count)
      // A logarithmic scale leaves the text of most ticks empty; those are too many to draw.
      .filter((value) => format(value) !== "")
      .map((value) => ({
        value,
        position: scale(value),
        text: formatTick?.(value) ?? tickText(value, format(value)),
      }))
  );
}

/** Not "100m" for a tenth, as the logarithmic scale would have it. */
function tickText(value: number, text: string): string {
  return /[a-zµ]$/i.test(text) ? String(value) : text;
}

function textWidth(texts: readonly string[]): number {
  return LETTER_WIDTH * texts.reduce((longest, { length }) => Math.max(longest, length), 0);
}

function placeLabels(placed: PlacedSeries[], top: number, bottom: number): void {
  const ends = placed.flatMap(({ end }) => (end ? [end] : []));
  const places = spreadPositions(
    ends.map(({ y }) => y),
    LABEL_LINE_HEIGHT,
    top,
    bottom,
  );
  ends.forEach((end, index) => {
    end.labelY = places[index] ?? end.y;
  });
}

function lastNumber(values: readonly (number | undefined)[]): { index: number; value: number } | undefined {
  const index = values.findLastIndex(isNumber);
  const value = values[index];
  return value === undefined ? undefined : { index, value };
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}
