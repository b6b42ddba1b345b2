/** Line charts must be drawable from nothing to a thousand steps, and readable without seeing them. */
// @vitest-environment happy-dom
import { render } from "preact";
import { afterEach, describe, expect, test } from "vitest";
import { LineChart } from "../../src/draw/line-chart";
import {
  type LineSeries,
  lineChartGeometry,
  spreadPositions,
  wholeTicks,
} from "../../src/draw/line-chart-geometry";
import { evenlySpacedSteps } from "../../src/draw/line-chart-table";

function series(values: (number | undefined)[], name = "training"): LineSeries {
  return { name, colour: "#3b82af", isDashed: false, values };
}

function geometryOf(all: LineSeries[], isLogarithmic = false) {
  return lineChartGeometry({
    series: all,
    width: 400,
    height: 200,
    yDomain: undefined,
    isLogarithmic,
    hasYLabel: true,
    formatTick: undefined,
  });
}

describe("line chart geometry", () => {
  test("without values there are axes and no path", () => {
    const geometry = geometryOf([series([])]);
    expect(geometry.numSteps).toBe(0);
    expect(geometry.series[0]?.path).toBe("");
    expect(geometry.series[0]?.end).toBeUndefined();
    expect(geometry.yTicks.length).toBeGreaterThan(1);
    expect(geometry.stepFromX(100)).toBeUndefined();
  });

  test("the vertical axis starts at zero and holds the largest value", () => {
    const { plot, yFromValue } = geometryOf([series([2.3, 1.1, 0.4])]);
    expect(yFromValue(0)).toBe(plot.bottom);
    expect(yFromValue(2.3)).toBeGreaterThanOrEqual(plot.top);
    expect(yFromValue(99)).toBe(plot.top);
  });

  test("one step, one gap and values that are no numbers draw without NaN", () => {
    for (const values of [[0.5], [1, undefined, 0.5], [Number.NaN, 1, Number.POSITIVE_INFINITY], [0, 0]]) {
      for (const isLogarithmic of [false, true]) {
        const geometry = geometryOf([series(values)], isLogarithmic);
        expect(JSON.stringify(geometry.series)).not.toMatch(/null|NaN|Infinity/);
      }
    }
  });

  test("a thousand steps span the plot", () => {
    const geometry = geometryOf([series(Array.from({ length: 1000 }, (_, index) => 1 / (index + 1)))], true);
    expect(geometry.xFromStep(1)).toBe(geometry.plot.left);
    expect(geometry.xFromStep(1000)).toBe(geometry.plot.right);
    expect(geometry.stepFromX(geometry.plot.right + 50)).toBe(1000);
    expect(geometry.stepFromX(0)).toBe(1);
  });

  test("end labels do not lie on each other", () => {
    const geometry = geometryOf([series([1, 0.5], "a"), series([1, 0.501], "b"), series([1, 0.502], "c")]);
    const places = geometry.series.map(({ end }) => end?.labelY ?? 0).sort((a, b) => a - b);
    expect((places[1] ?? 0) - (places[0] ?? 0)).toBeGreaterThanOrEqual(15.9);
    expect((places[2] ?? 0) - (places[1] ?? 0)).toBeGreaterThanOrEqual(15.9);
  });

  test("spread positions keep their order and stay inside", () => {
    expect(spreadPositions([100, 100, 99], 10, 0, 100)).toEqual([90, 100, 80]);
    expect(spreadPositions([], 10, 0, 100)).toEqual([]);
  });

  test("ticks of steps are whole numbers from 1 on", () => {
    expect(wholeTicks(0, 300)).toEqual([]);
    expect(wholeTicks(1, 300)).toEqual([1]);
    expect(wholeTicks(3, 900)).toEqual([1, 2, 3]);
    for (const tick of wholeTicks(1000, 300)) expect(Number.isInteger(tick)).toBe(true);
  });

  test("the table is thinned but keeps both ends", () => {
    expect(evenlySpacedSteps(3, 20)).toEqual([1, 2, 3]);
    const steps = evenlySpacedSteps(1000, 20);
    expect(steps).toHaveLength(20);
    expect([steps[0], steps.at(-1)]).toEqual([1, 1000]);
  });
});

describe("line chart", () => {
  afterEach(() => render(null, document.body));

  test("has a name, a table and a slider with the values in words", () => {
    render(
      <LineChart
        series={[series([1, 0.5]), series([1.2, 0.75], "validation")]}
        xLabel="epoch"
        yLabel="loss"
        height={200}
        label="Loss by epoch"
      />,
      document.body,
    );
    expect(document.querySelector("figure")?.getAttribute("aria-label")).toBe("Loss by epoch");
    expect(document.querySelectorAll("tbody tr")).toHaveLength(2);
    const slider = document.querySelector("input");
    expect(slider?.getAttribute("aria-valuetext")).toBe("2: training 0.500, validation 0.750");
  });

  test("without steps the slider is out of the way", () => {
    render(<LineChart series={[]} xLabel="epoch" yLabel="loss" height={200} label="Loss" />, document.body);
    expect(document.querySelector("input")?.disabled).toBe(true);
  });
});
