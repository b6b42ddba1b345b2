/** The worker that arranges pictures by neighbourhood; all of it is fetched only when somebody asks for the map. */
import { neighbourPositions } from "./neighbour-positions";

export interface NeighbourJob {
  /** Row by row. */
  features: Float32Array;
  length: number;
}

export type NeighbourAnswer =
  | { kind: "progress"; done: number; total: number }
  | { kind: "positions"; positions: Float32Array };

/** Often enough for a bar that moves, rarely enough to cost nothing. */
const MILLIS_BETWEEN_REPORTS = 100;

addEventListener("message", ({ data }: MessageEvent<NeighbourJob>) => {
  let reportedAtMillis = 0;
  const positions = neighbourPositions(data.features, data.length, (done, total) => {
    const now = performance.now();
    if (now - reportedAtMillis < MILLIS_BETWEEN_REPORTS) return;
    reportedAtMillis = now;
    tell({ kind: "progress", done, total }, []);
  });
  tell({ kind: "positions", positions }, [positions.buffer]);
});

function tell(answer: NeighbourAnswer, transfer: Transferable[]): void {
  postMessage(answer, { transfer });
}
