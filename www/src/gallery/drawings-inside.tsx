/** The opened network's drawing, moving as on a live camera, and how long a frame of it takes to draw. */
import { useEffect, useRef, useState } from "preact/hooks";
import { listenToDrawing, median } from "../draw/drawing-time";
import { mapGeometry } from "../draw/map-geometry";
import { type PlacedMap, paintMaps } from "../draw/paint-maps";
import type { SeenLayer } from "../engine/protocol";
import { MOST_ON_MAP, mapLayerNumbers } from "../state/inside/wished-layers";
import { drawnNetwork, drawnSeen } from "./drawn-network";

/** Of the centre of a page of 1440. */
const WIDTH = 870;

/** Different pictures that take turns, prepared so that only drawing is measured. */
const FRAMES = 6;
const MEASURED_FRAMES = 120;

export function LiveMapDrawing() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [medianMillis, setMedianMillis] = useState<number | undefined>(undefined);

  useEffect(() => {
    const layers = drawnNetwork(3);
    const numbers = mapLayerNumbers(layers);
    const onMap = numbers.map((layer) => {
      const { side = 1, channelsOut = 0 } = layers[layer] ?? {};
      return { layer, side, numChannels: channelsOut, numMaps: MOST_ON_MAP };
    });
    const geometry = mapGeometry(WIDTH, onMap, 3);
    const maps = geometry.layers.flatMap(({ layer, tileSide, tiles }) =>
      tiles.map(({ x, y }, index): PlacedMap => ({ x, y, width: tileSide, height: tileSide, layer, index })),
    );
    const pictures = Array.from({ length: FRAMES }, (_, frame) =>
      numbers.map(
        (layer): SeenLayer =>
          drawnSeen(layers, { layer, channels: [], strongest: MOST_ON_MAP }, frame * 0.02),
      ),
    );
    const times: number[] = [];
    const stop = listenToDrawing((_name, millis) => times.push(millis));
    let frame = 0;
    let next = 0;
    const draw = () => {
      const seen = pictures[frame % FRAMES] ?? [];
      if (canvas.current)
        paintMaps(canvas.current, {
          width: WIDTH,
          height: geometry.height,
          maps,
          seen,
          layers,
          isQuick: true,
        });
      frame += 1;
      if (frame < MEASURED_FRAMES) next = requestAnimationFrame(draw);
      else setMedianMillis(median(times));
    };
    next = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(next);
      stop();
    };
  }, []);

  return (
    <figure class="live-map">
      <canvas ref={canvas} style={{ maxWidth: "100%" }} />
      <figcaption data-median-millis={medianMillis}>{medianMillis?.toFixed(2)} ms</figcaption>
    </figure>
  );
}
