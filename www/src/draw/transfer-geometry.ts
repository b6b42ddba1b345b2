/** Where everything goes in the plot of two curves and the gap between them. */
import { area } from "d3-shape";
import { type LineChartGeometry, lineChartGeometry, spreadPositions } from "./line-chart-geometry";

export interface TransferCurve {
  name: string;
  colour: string;
  /** Shares, one a step. */
  values: readonly number[];
}

export interface TransferPlotInput {
  upper: TransferCurve;
  lower: TransferCurve;
  /** What stands beside the gap at its end. */
  gapLabel: string;
  width: number;
  height: number;
  formatTick(value: number): string;
}

export interface TransferGeometry {
  chart: LineChartGeometry;
  /** The area between both curves, as far as both go. */
  bandPath: string;
  /** From the end of one curve to that of the other; absent while one has no values. */
  bracket: { x: number; from: number; to: number } | undefined;
  /** Heights of what is written beside the ends. */
  labels: { upper: number; gap: number; lower: number };
}

const LABEL_LINE_HEIGHT = 17;
const BRACKET_GAP = 8;

export function transferGeometry(input: TransferPlotInput): TransferGeometry {
  const { upper, lower, gapLabel, width, height, formatTick } = input;
  const [longest = ""] = [upper.name, lower.name, gapLabel].toSorted(
    (one, other) => other.length - one.length,
  );
  const chart = lineChartGeometry({
    // The longest name keeps the room for all that is written at the ends.
    series: [upper, lower].map(({ colour, values }) => ({ name: longest, colour, values, isDashed: false })),
    width,
    height,
    yDomain: [0, 1],
    hasYLabel: false,
    formatTick,
    isLogarithmic: false,
  });
  const { yFromValue, xFromStep, plot } = chart;
  const numBoth = Math.min(upper.values.length, lower.values.length);
  const between = area<number>()
    .x((step) => xFromStep(step + 1))
    .y0((step) => yFromValue(lower.values[step] ?? 0))
    .y1((step) => yFromValue(upper.values[step] ?? 0))
    .digits(1);
  const from = yFromValue(upper.values.at(-1) ?? 0);
  const to = yFromValue(lower.values.at(-1) ?? 0);
  const wanted = [from, (from + to) / 2, to];
  const isUpsideDown = from > to;
  // Where both ends are close, what is written there keeps its order all the same.
  const apart = spreadPositions(
    isUpsideDown ? wanted.toReversed() : wanted,
    LABEL_LINE_HEIGHT,
    plot.top,
    plot.bottom,
  );
  const [first = from, gap = to, last = to] = isUpsideDown ? apart.toReversed() : apart;
  return {
    chart,
    bandPath: between(Array.from({ length: numBoth }, (_, step) => step)) ?? "",
    bracket: numBoth === 0 ? undefined : { x: plot.right + BRACKET_GAP, from, to },
    labels: { upper: first, gap, lower: last },
  };
}
