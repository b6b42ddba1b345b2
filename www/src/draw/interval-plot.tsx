/** Single measurements on one line, with their mean and how sure it is. */

export interface IntervalPlotProps {
  values: readonly number[];
  mean: number;
  /** Half of the interval around the mean; absent where nothing is known of it. */
  halfWidth: number | undefined;
  /** Ends of the line, the same for all that are compared. */
  domain: readonly [number, number];
  colour: string;
}

const WIDTH = 200;
const HEIGHT = 24;
const MARGIN = 6;

/** For the eyes only: whoever puts it somewhere says the numbers beside it. */
export function IntervalPlot({ values, mean, halfWidth, domain, colour }: IntervalPlotProps) {
  const [low, high] = domain;
  const x = (value: number) => {
    const share = Math.min(1, Math.max(0, (value - low) / Math.max(1e-9, high - low)));
    return MARGIN + share * (WIDTH - 2 * MARGIN);
  };
  const middle = HEIGHT / 2;
  return (
    <svg
      class="interval-plot"
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      style={{ "--hue": colour }}
      preserveAspectRatio="xMidYMid meet"
    >
      <line class="interval-axis" x1={MARGIN} x2={WIDTH - MARGIN} y1={middle} y2={middle} />
      {halfWidth !== undefined && (
        <line class="interval" x1={x(mean - halfWidth)} x2={x(mean + halfWidth)} y1={middle} y2={middle} />
      )}
      {values.map((value, index) => (
        <circle key={index} class="interval-value" cx={x(value)} cy={middle} r={3} />
      ))}
      <line class="interval-mean" x1={x(mean)} x2={x(mean)} y1={3} y2={HEIGHT - 3} />
    </svg>
  );
}
