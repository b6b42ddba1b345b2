/** Curves over the steps of a training, with end labels, a read-out of one step, and a table for screen readers. */
import { useState } from "preact/hooks";
import "./draw.css";
import { useElementWidth } from "./element-width";
import { type LineChartGeometry, type LineSeries, lineChartGeometry } from "./line-chart-geometry";
import { ChartTable } from "./line-chart-table";

export interface LineChartProps {
  series: readonly LineSeries[];
  /** Name of the horizontal axis, whose steps count from 1. */
  xLabel: string;
  /** May be left out where the chart stands below that very name. */
  yLabel?: string;
  yDomain?: readonly [number, number];
  isLogarithmic?: boolean;
  /** In CSS pixels; the width is that of the place it is put in. */
  height: number;
  /** What the chart shows, for screen readers. */
  label: string;
  formatValue?: (value: number) => string;
  /** A step that other views show; one that the chart does not have is not marked. */
  markedStep?: number | undefined;
  /** What is said beside that mark. */
  markName?: string | undefined;
}

/** Steps count from 1, as learners count epochs. */
export function LineChart(props: LineChartProps) {
  const { series, xLabel, height, label, formatValue = threeDigits } = props;
  const [figure, width] = useElementWidth<HTMLElement>(480);
  const [chosenStep, setChosenStep] = useState<number | undefined>(undefined);
  const geometry = lineChartGeometry({
    series,
    width,
    height,
    yDomain: props.yDomain,
    hasYLabel: Boolean(props.yLabel),
    formatTick: props.formatValue,
    isLogarithmic: props.isLogarithmic ?? false,
  });
  const { numSteps } = geometry;
  const step = chosenStep === undefined || numSteps === 0 ? undefined : Math.min(chosenStep, numSteps);
  const readings = readingsAtStep(series, step ?? numSteps, formatValue);
  return (
    <figure class="line-chart" ref={figure} aria-label={label}>
      <svg
        aria-hidden="true"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        onPointerMove={(event) => setChosenStep(geometry.stepFromX(event.offsetX))}
        onPointerDown={(event) => setChosenStep(geometry.stepFromX(event.offsetX))}
        onPointerLeave={() => setChosenStep(undefined)}
      >
        <Axes geometry={geometry} xLabel={xLabel} yLabel={props.yLabel} />
        <Curves geometry={geometry} />
        <StepMark geometry={geometry} step={props.markedStep} name={props.markName} />
        {step !== undefined && <ReadOutMarks geometry={geometry} series={series} step={step} />}
      </svg>
      {/* A range input gives arrow keys, Home, End and a spoken value without any code. */}
      <input
        class="line-chart-step"
        type="range"
        min={1}
        max={Math.max(1, numSteps)}
        step={1}
        value={step ?? numSteps}
        disabled={numSteps === 0}
        aria-label={xLabel}
        aria-valuetext={`${step ?? numSteps}: ${readings.map(({ name, text }) => `${name} ${text}`).join(", ")}`}
        onInput={(event) => setChosenStep(Number(event.currentTarget.value))}
        onFocus={() => setChosenStep(numSteps === 0 ? undefined : numSteps)}
        onBlur={() => setChosenStep(undefined)}
      />
      {step !== undefined && (
        <output
          class="line-chart-read-out"
          aria-hidden="true"
          data-side={
            geometry.xFromStep(step) > (geometry.plot.left + geometry.plot.right) / 2 ? "left" : "right"
          }
          style={{ "--read-out-x": `${geometry.xFromStep(step)}px` }}
        >
          <b>{`${xLabel} ${step}`}</b>
          {readings.map(({ name, colour, text }) => (
            <span key={name} style={{ "--hue": colour }}>
              {name} <b>{text}</b>
            </span>
          ))}
        </output>
      )}
      <ChartTable
        series={series}
        numSteps={numSteps}
        xLabel={xLabel}
        label={label}
        formatValue={formatValue}
      />
    </figure>
  );
}

interface AxesProps {
  geometry: LineChartGeometry;
  xLabel: string;
  yLabel: string | undefined;
}

function Axes({ geometry, xLabel, yLabel }: AxesProps) {
  const { plot } = geometry;
  return (
    <g class="chart-axes">
      {geometry.yTicks.map(({ value, position, text }) => (
        <g key={value} transform={`translate(0 ${position})`}>
          <line x1={plot.left} x2={plot.right} />
          <text x={plot.left - 6} dy="0.32em" text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      {geometry.xTicks.map(({ value, position, text }) => (
        <text key={value} x={position} y={plot.bottom + 15} text-anchor="middle">
          {text}
        </text>
      ))}
      <text x={(plot.left + plot.right) / 2} y={plot.bottom + 30} text-anchor="middle">
        {xLabel}
      </text>
      <text
        class="chart-y-label"
        text-anchor="middle"
        transform={`translate(10 ${(plot.top + plot.bottom) / 2}) rotate(-90)`}
      >
        {yLabel}
      </text>
    </g>
  );
}

function Curves({ geometry }: { geometry: LineChartGeometry }) {
  return (
    <g class="chart-curves">
      {geometry.series.map(({ name, colour, isDashed, path, end }) => (
        <g key={name}>
          <path d={path} style={{ stroke: colour }} stroke-dasharray={isDashed ? "5 4" : undefined} />
          {end && <circle cx={end.x} cy={end.y} r={2.5} style={{ fill: colour }} />}
          {end && (
            <g transform={`translate(${geometry.plot.right} ${end.labelY})`}>
              <line
                x1={6}
                x2={20}
                style={{ stroke: colour }}
                stroke-dasharray={isDashed ? "4 3" : undefined}
              />
              <text x={24} dy="0.32em">
                {name}
              </text>
            </g>
          )}
        </g>
      ))}
    </g>
  );
}

/** A line through the whole plot with a grip above it, unlike the read-out's. */
function StepMark(props: {
  geometry: LineChartGeometry;
  step: number | undefined;
  name: string | undefined;
}) {
  const { geometry, step, name } = props;
  if (step === undefined || step < 1 || step > geometry.numSteps) return null;
  const { top, bottom, left, right } = geometry.plot;
  const isRight = geometry.xFromStep(step) > (left + right) / 2;
  return (
    <g class="chart-step-mark" transform={`translate(${geometry.xFromStep(step)} 0)`}>
      <line y1={top - 2} y2={bottom} />
      <path d={`M0 ${top + 3}l-4 -7h8z`} />
      {name !== undefined && (
        <text x={isRight ? -7 : 7} y={top - 6} dy="0.32em" text-anchor={isRight ? "end" : "start"}>
          {name}
        </text>
      )}
    </g>
  );
}

function ReadOutMarks(props: { geometry: LineChartGeometry; series: readonly LineSeries[]; step: number }) {
  const { geometry, series, step } = props;
  const x = geometry.xFromStep(step);
  return (
    <g class="chart-read-out-marks">
      <line x1={x} x2={x} y1={geometry.plot.top} y2={geometry.plot.bottom} />
      {series.map(({ name, colour, values }) => {
        const value = values[step - 1];
        return value === undefined ? null : (
          <circle key={name} cx={x} cy={geometry.yFromValue(value)} r={4} style={{ fill: colour }} />
        );
      })}
    </g>
  );
}

interface Reading {
  name: string;
  colour: string;
  text: string;
}

function readingsAtStep(
  series: readonly LineSeries[],
  step: number,
  formatValue: (value: number) => string,
): Reading[] {
  return series.flatMap(({ name, colour, values }) => {
    const value = values[step - 1];
    return value === undefined ? [] : [{ name, colour, text: formatValue(value) }];
  });
}

function threeDigits(value: number): string {
  return value.toPrecision(3);
}
