/** The plot of two curves and the gap between them: the area, the bracket and the places of its words. */
import { describe, expect, it } from "vitest";
import { type TransferPlotInput, transferGeometry } from "../../src/draw/transfer-geometry";

function input(upper: number[], lower: number[]): TransferPlotInput {
  return {
    upper: { name: "Pretrained", colour: "#000", values: upper },
    lower: { name: "From scratch", colour: "#111", values: lower },
    gapLabel: "+40 ± 3",
    width: 420,
    height: 220,
    formatTick: (value) => `${value}`,
  };
}

describe("the gap", () => {
  it("is shaded over the steps that both have, and measured at the end", () => {
    const { bandPath, bracket, chart } = transferGeometry(input([0.5, 0.8, 0.9], [0.1, 0.3, 0.5]));
    expect(bandPath.match(/[ML]/g)).toHaveLength(6);
    expect(bracket?.from).toBeCloseTo(chart.yFromValue(0.9), 6);
    expect(bracket?.to).toBeCloseTo(chart.yFromValue(0.5), 6);
    expect(bracket?.x).toBeGreaterThan(chart.plot.right);
    const shorter = transferGeometry(input([0.5, 0.8, 0.9], [0.1, 0.3]));
    expect(shorter.bandPath.match(/[ML]/g)).toHaveLength(4);
  });

  it("keeps its words apart and in order, also where the other curve is above", () => {
    for (const [upper, lower] of [
      [[0.5], [0.5]],
      [[1], [0.98]],
      [[0.02], [0]],
    ] as const) {
      const { labels, chart } = transferGeometry(input([...upper], [...lower]));
      expect(labels.gap - labels.upper).toBeGreaterThanOrEqual(16);
      expect(labels.lower - labels.gap).toBeGreaterThanOrEqual(16);
      expect(labels.upper).toBeGreaterThanOrEqual(chart.plot.top);
      expect(labels.lower).toBeLessThanOrEqual(chart.plot.bottom);
    }
    const { labels } = transferGeometry(input([0.4], [0.43]));
    expect(labels.upper - labels.gap).toBeGreaterThanOrEqual(16);
    expect(labels.gap - labels.lower).toBeGreaterThanOrEqual(16);
  });

  it("is not there where a curve has nothing yet", () => {
    expect(transferGeometry(input([], [])).bracket).toBeUndefined();
  });
});
