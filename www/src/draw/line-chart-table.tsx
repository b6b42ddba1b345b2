/** The same numbers as a line chart in a table that only screen readers meet, thinned to a readable length. */
import type { LineSeries } from "./line-chart-geometry";

const MAX_ROWS = 20;

export interface ChartTableProps {
  series: readonly LineSeries[];
  numSteps: number;
  xLabel: string;
  label: string;
  formatValue: (value: number) => string;
}

export function ChartTable({ series, numSteps, xLabel, label, formatValue }: ChartTableProps) {
  return (
    <div class="chart-table">
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{xLabel}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {evenlySpacedSteps(numSteps, MAX_ROWS).map((step) => (
            <tr key={step}>
              <th scope="row">{step}</th>
              {series.map(({ name, values }) => {
                const value = values[step - 1];
                return <td key={name}>{value === undefined ? "" : formatValue(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** At most `maxSteps` of the steps 1 to `numSteps`, always with the first and the last. */
export function evenlySpacedSteps(numSteps: number, maxSteps: number): number[] {
  if (numSteps <= maxSteps) return Array.from({ length: numSteps }, (_, index) => index + 1);
  const stride = (numSteps - 1) / (maxSteps - 1);
  return Array.from({ length: maxSteps }, (_, index) => Math.round(1 + index * stride));
}
