/** Where the learning rate's curve over a run runs, in pixels. */

export interface RateGeometry {
  path: string;
  xFromEpoch(epoch: number): number;
  yFromFactor(factor: number): number;
}

export interface RateGeometryInput {
  firstEpoch: number;
  epochs: number;
  /** 0 to 1, after so many epochs. */
  factorAt(epoch: number): number;
  width: number;
  height: number;
}

/** For the mark of where training is, which must not be cut off at an edge. */
const MARGIN = 4;
const PIXELS_A_POINT = 2;

export function rateGeometry({
  firstEpoch,
  epochs,
  factorAt,
  width,
  height,
}: RateGeometryInput): RateGeometry {
  const inner = Math.max(1, width - 2 * MARGIN);
  const xFromEpoch = (epoch: number) => MARGIN + (inner * (epoch - firstEpoch)) / Math.max(1, epochs);
  const yFromFactor = (factor: number) => height - MARGIN - (height - 2 * MARGIN) * factor;
  const numPoints = Math.max(2, Math.ceil(inner / PIXELS_A_POINT));
  const points = Array.from({ length: numPoints + 1 }, (_, index) => {
    const epoch = firstEpoch + (epochs * index) / numPoints;
    return `${rounded(xFromEpoch(epoch))} ${rounded(yFromFactor(factorAt(epoch)))}`;
  });
  return { path: `M${points.join("L")}`, xFromEpoch, yFromFactor };
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
