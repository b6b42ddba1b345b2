/** How long drawing takes, for whoever asks: the gallery and tests. Nobody else pays for it. */

type Listener = (name: string, millis: number) => void;

let listener: Listener | undefined;

/** Gives what ends listening. */
export function listenToDrawing(onDrawn: Listener): () => void {
  listener = onDrawn;
  return () => {
    if (listener === onDrawn) listener = undefined;
  };
}

export function timed(name: string, draw: () => void): void {
  if (!listener) {
    draw();
    return;
  }
  const begin = performance.now();
  draw();
  listener(name, performance.now() - begin);
}

/** Half of the frames take longer than this, half of them less. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
