/** Where the opened network's maps lie, how they are painted, and where keys and pointers lead among them. */
import { describe, expect, test, vi } from "vitest";
import { blockGeometry } from "../../src/draw/block-geometry";
import { listenToDrawing, median, timed } from "../../src/draw/drawing-time";
import { rowsOnScreen, tileAfterKey, tileAt, tileGrid } from "../../src/draw/grid-window";
import { mapGeometry, type PlacedLayer } from "../../src/draw/map-geometry";
import { nearestItem } from "../../src/draw/nearest-item";
import { strongestPlace, tilesOfMaps } from "../../src/draw/paint-maps";
import { mapScale, paintTile, type Tile } from "../../src/draw/tile-painter";
import { drawnNetwork } from "../../src/gallery/drawn-network";
import { MOST_ON_MAP, mapLayerNumbers } from "../../src/state/inside/wished-layers";

const layers = drawnNetwork(3);
const onMap = mapLayerNumbers(layers).map((layer) => {
  const { side = 1, channelsOut = 0 } = layers[layer] ?? {};
  return { layer, side, numChannels: channelsOut, numMaps: MOST_ON_MAP };
});

describe("the map", () => {
  test.each([640, 870, 1000, 1400])(
    "is laid out from left to right at %i pixels, without overlaps",
    (width) => {
      const geometry = mapGeometry(width, onMap, 3);
      expect(geometry.isWide).toBe(true);
      expect(geometry.layers).toHaveLength(18);
      const ends = [geometry.picture, ...geometry.layers, geometry.features, geometry.classes];
      for (const [index, box] of ends.slice(1).entries()) {
        const before = ends[index];
        expect(box.x).toBeGreaterThanOrEqual((before?.x ?? 0) + (before?.width ?? 0));
      }
      const last = ends.at(-1);
      expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(width);
      for (const { tiles, tileSide } of geometry.layers) {
        for (const { y } of tiles) expect(y + tileSide).toBeLessThanOrEqual(geometry.height);
      }
    },
  );

  test("shows large maps larger, and layers with more channels with more of them", () => {
    const { layers: placed, groups } = mapGeometry(870, onMap, 3);
    const [first, last] = [placed[0], placed.at(-1)];
    expect(first?.tileSide).toBeGreaterThan(last?.tileSide ?? 0);
    expect(first?.tiles.length).toBeLessThan(last?.tiles.length ?? 0);
    expect(groups.map(({ side }) => side)).toEqual([112, 56, 28, 14, 7]);
  });

  test.each([320, 358, 560])("goes from top to bottom at %i pixels, within the width", (width) => {
    const geometry = mapGeometry(width, onMap, 5);
    expect(geometry.isWide).toBe(false);
    let y = 0;
    for (const layer of geometry.layers) {
      expect(layer.y).toBeGreaterThan(y);
      y = layer.y + layer.height;
      expect(endOf(layer)).toBeLessThanOrEqual(width);
      expect(layer.tiles.length).toBeGreaterThanOrEqual(3);
    }
    expect(geometry.classes.height).toBeGreaterThanOrEqual(5 * 24);
  });

  function endOf({ tiles, tileSide }: PlacedLayer): number {
    return (tiles.at(-1)?.x ?? 0) + tileSide;
  }
});

describe("a block", () => {
  const shown = [3, 4, 5].map((layer) => ({ layer, numMaps: 42 }));

  test.each([870, 358])("lies within %i pixels", (width) => {
    const { layers: placed, isWide, height } = blockGeometry(width, shown, true);
    expect(isWide).toBe(width > 620);
    for (const { tiles, tileSide } of placed) {
      for (const { x, y } of tiles) {
        expect(x + tileSide).toBeLessThanOrEqual(width);
        expect(y + tileSide).toBeLessThanOrEqual(height);
      }
    }
  });
});

test.each([320, 640, 880])("what goes around a block keeps clear of its layers at %i pixels", (width) => {
  const shown = [6, 7, 8].map((layer) => ({ layer, numMaps: 42, isAside: layer === 7 }));
  const { layers: placed, around, isWide, height } = blockGeometry(width, shown, true);
  const [first, aside, last] = placed;
  if (!first || !aside || !last) throw new Error("a layer is missing");
  expect(aside.isAside).toBe(true);
  for (const { tiles, tileSide } of placed) {
    for (const { x, y } of tiles) {
      expect(x + tileSide).toBeLessThanOrEqual(width);
      expect(y + tileSide).toBeLessThanOrEqual(height);
    }
  }
  const bottom = (tiles: readonly { y: number }[]) => (tiles.at(-1)?.y ?? 0) + aside.tileSide;
  if (!isWide) {
    expect(around).toBeUndefined();
    expect(bottom(first.tiles)).toBeLessThan(aside.head.y);
    expect(bottom(aside.tiles)).toBeLessThan(last.head.y);
    return;
  }
  if (!around) throw new Error("nothing goes around");
  expect(bottom(aside.tiles)).toBeLessThan(first.head.y);
  // It comes down between the two, onto the sum before the last layer's maps.
  expect(around.plusX).toBeGreaterThan(first.x + first.width);
  expect(around.plusX).toBeLessThan(last.x);
  expect(aside.x + aside.width).toBeLessThan(around.plusX - 10);
});

describe("a grid of all channels", () => {
  const grid = tileGrid(640, 1280, 44);

  test("draws only what is near the screen", () => {
    expect(grid.columns * grid.pitch).toBeLessThanOrEqual(644);
    const rows = rowsOnScreen(grid, -1000, 900, 300);
    expect((rows.end - rows.first) * grid.pitch).toBeLessThan(1500 + 2 * grid.pitch);
    expect(rowsOnScreen(grid, 5000, 900, 300)).toEqual({ first: 0, end: 0 });
  });

  test("knows what lies beneath a pointer", () => {
    expect(tileAt(grid, 1, 1, 1280)).toBe(0);
    expect(tileAt(grid, grid.pitch + 1, grid.pitch + 1, 1280)).toBe(grid.columns + 1);
    expect(tileAt(grid, grid.tileSide + 1, 1, 1280)).toBe(0);
    expect(tileAt(grid, -1, 1, 1280)).toBeUndefined();
    expect(tileAt(grid, 1, grid.pitch * 400, 1280)).toBeUndefined();
  });

  test("is walked with the keys, and not beyond its ends", () => {
    const press = (key: string, tile: number) => tileAfterKey(key, tile, { columns: 10 }, 95);
    expect(press("ArrowRight", 94)).toBe(94);
    expect(press("ArrowLeft", 0)).toBe(0);
    expect(press("ArrowDown", 88)).toBe(88);
    expect(press("ArrowDown", 4)).toBe(14);
    expect(press("ArrowUp", 4)).toBe(4);
    expect(press("PageDown", 4)).toBe(54);
    expect(press("End", 4)).toBe(94);
    expect(press("Home", 54)).toBe(0);
    expect(press("a", 4)).toBeUndefined();
  });
});

test("an arrow key leads to what lies straight ahead before what is nearer but aside", () => {
  const box = (x: number, y: number) => ({ x, y, width: 10, height: 10 });
  const boxes = [box(0, 0), box(20, 30), box(60, 2), box(0, 40)];
  expect(nearestItem(boxes, 0, "right")).toBe(2);
  expect(nearestItem(boxes, 0, "down")).toBe(3);
  expect(nearestItem(boxes, 0, "left")).toBeUndefined();
});

describe("painting", () => {
  const tile: Tile = {
    x: 2,
    y: 1,
    width: 4,
    height: 4,
    values: Float32Array.of(9, 0, 1, 1, 0),
    start: 1,
    columns: 2,
    rows: 2,
    scale: 1,
    isSigned: false,
  };

  test("puts a map where it belongs, strongest where it is strongest", () => {
    const pixels = new Uint32Array(8 * 6);
    paintTile(pixels, 8, 6, tile, 1);
    const at = (x: number, y: number) => pixels[y * 8 + x];
    expect(at(0, 0)).toBe(0);
    const [zero, one] = [at(3, 2), at(4, 2)];
    expect(zero).not.toBe(0);
    expect(one).not.toBe(zero);
    expect(at(3, 3)).toBe(one);
    expect(at(4, 3)).toBe(zero);
  });

  test("leaves out what lies outside of the canvas, and takes the mean where a map is shrunk", () => {
    const pixels = new Uint32Array(8 * 6);
    paintTile(pixels, 8, 6, { ...tile, x: -2, y: 4 }, 1);
    expect(pixels.slice(0, 32).every((pixel) => pixel === 0)).toBe(true);
    const shrunk = new Uint32Array(1);
    const whole = new Uint32Array(1);
    paintTile(shrunk, 1, 1, { ...tile, x: 0, y: 0, width: 1, height: 1 }, 1);
    paintTile(
      whole,
      1,
      1,
      {
        ...tile,
        x: 0,
        y: 0,
        width: 1,
        height: 1,
        values: Float32Array.of(0.5),
        start: 0,
        columns: 1,
        rows: 1,
      },
      1,
    );
    expect(shrunk[0]).toBe(whole[0]);
  });

  test("a weak map is not blown up to look like a strong one, and edges do not set the scale", () => {
    const maps = new Float32Array(2 * 28 * 28);
    maps[0] = 6;
    maps[14 * 28 + 14] = 3;
    maps[28 * 28 + 14 * 28 + 14] = 0.01;
    const maxima = Float32Array.of(0, 0, 0, 0, 6, 0.01);
    const answer = { layer: 0, side: 28, channels: [4, 5], maps, means: maxima, maxima };
    const box = { x: 0, y: 0, width: 28, height: 28, layer: 0 };
    const drawn = { width: 28, height: 28, seen: [answer], layers };
    const strengths = tilesOfMaps({ ...drawn, maps: [0, 1, 2].map((index) => ({ ...box, index })) }).map(
      (tile) => {
        const pixels = new Uint32Array(28 * 28);
        paintTile(pixels, 28, 28, tile, 1);
        return new Uint8Array(pixels.buffer)[(14 * 28 + 14) * 4 + 3];
      },
    );
    // The second is hardly more than paper, and of the third there is no answer.
    expect(strengths[0]).toBe(255);
    expect(strengths[1]).toBeLessThan(32);
    expect(strengths[2]).toBe(26);
    const [shared] = tilesOfMaps({ ...drawn, maps: [{ ...box, index: 1 }], isOneScale: true });
    expect(shared?.scale).toBe(6);
    expect(strongestPlace(answer, 0)).toEqual({ maximum: 6, place: 0 });
  });

  test("scales go by size", () => {
    expect(mapScale(Float32Array.of(1, -4, 2), 0, 3)).toBe(4);
  });
});

test("drawing is timed only while someone listens", () => {
  const heard = vi.fn();
  const stop = listenToDrawing(heard);
  timed("maps", () => {});
  expect(heard).toHaveBeenCalledWith("maps", expect.any(Number));
  stop();
  timed("maps", () => {});
  expect(heard).toHaveBeenCalledOnce();
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
