/** Two curves over epochs, the gap between them shaded and measured at its end, and a table for screen readers. */
import "./draw.css";
import "./transfer-plot.css";
import { useElementWidth } from "./element-width";
import { evenlySpacedSteps } from "./line-chart-table";
import { type TransferCurve, type TransferGeometry, transferGeometry } from "./transfer-geometry";

export interface TransferPlotProps {
  upper: TransferCurve;
  lower: TransferCurve;
  gapName: string;
  gapLabel: string;
  xLabel: string;
  /** What is to be seen, for those who do not see it. */
  label: string;
  height: number;
  formatValue(value: number): string;
  formatGap(value: number): string;
}

const MOST_ROWS = 20;

export function TransferPlot(props: TransferPlotProps) {
  const { upper, lower, gapLabel, height, xLabel, formatValue } = props;
  const [figure, width] = useElementWidth<HTMLElement>(420);
  const geometry = transferGeometry({ upper, lower, gapLabel, width, height, formatTick: formatValue });
  const { chart, bandPath } = geometry;
  const [high, low] = chart.series;
  return (
    <figure class="line-chart transfer-plot" ref={figure} aria-label={props.label}>
      <svg aria-hidden="true" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <Axes geometry={geometry} xLabel={xLabel} />
        <path class="transfer-band" d={bandPath} style={{ "--hue": upper.colour }} />
        <g class="chart-curves">
          <path d={high?.path} style={{ stroke: upper.colour }} />
          <path d={low?.path} style={{ stroke: lower.colour }} stroke-dasharray="5 4" />
          {[high, low].map(
            (one, index) =>
              one?.end && (
                <circle key={index} cx={one.end.x} cy={one.end.y} r={3} style={{ fill: one.colour }} />
              ),
          )}
        </g>
        <Ends geometry={geometry} {...props} />
      </svg>
      <Table {...props} />
    </figure>
  );
}

function Axes({ geometry, xLabel }: { geometry: TransferGeometry; xLabel: string }) {
  const { plot, xTicks, yTicks } = geometry.chart;
  return (
    <g class="chart-axes">
      {yTicks.map(({ value, position, text }) => (
        <g key={value} transform={`translate(0 ${position})`}>
          <line x1={plot.left} x2={plot.right} />
          <text x={plot.left - 6} dy="0.32em" text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      {xTicks.map(({ value, position, text }) => (
        <text key={value} x={position} y={plot.bottom + 15} text-anchor="middle">
          {text}
        </text>
      ))}
      <text x={(plot.left + plot.right) / 2} y={plot.bottom + 30} text-anchor="middle">
        {xLabel}
      </text>
    </g>
  );
}

/** How far apart the curves are in the end, and which is which. */
function Ends({ geometry, upper, lower, gapLabel }: TransferPlotProps & { geometry: TransferGeometry }) {
  const { bracket, labels } = geometry;
  if (!bracket) return null;
  const { x, from, to } = bracket;
  return (
    <g class="transfer-ends">
      <path class="transfer-bracket" d={`M${x - 3} ${from}h6M${x} ${from}V${to}M${x - 3} ${to}h6`} />
      {[
        { text: upper.name, y: labels.upper, hue: upper.colour },
        { text: lower.name, y: labels.lower, hue: lower.colour },
      ].map(({ text, y, hue }) => (
        <text key={text} x={x + 10} y={y} dy="0.32em" class="transfer-name" style={{ "--hue": hue }}>
          {text}
        </text>
      ))}
      <text x={x + 10} y={labels.gap} dy="0.32em" class="transfer-gap">
        {gapLabel}
      </text>
    </g>
  );
}

function Table({ upper, lower, gapName, xLabel, label, formatValue, formatGap }: TransferPlotProps) {
  const numSteps = Math.min(upper.values.length, lower.values.length);
  return (
    <div class="chart-table">
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            {[xLabel, upper.name, lower.name, gapName].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {evenlySpacedSteps(numSteps, MOST_ROWS).map((step) => {
            const [one = 0, other = 0] = [upper.values[step - 1], lower.values[step - 1]];
            return (
              <tr key={step}>
                <th scope="row">{step}</th>
                <td>{formatValue(one)}</td>
                <td>{formatValue(other)}</td>
                <td>{formatGap(one - other)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
