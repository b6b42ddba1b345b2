/** Places of the network as addresses: there and back, by name, and nothing that breaks on a wrong one. */
import { describe, expect, test } from "vitest";
import { drawnNetwork } from "../../src/gallery/drawn-network";
import { addressFromPlace, isInsideAddress, placeFromAddress } from "../../src/state/inside/address";
import type { InsidePlace } from "../../src/state/inside/inside-state";

const layers = drawnNetwork(3);
const layerNamed = (name: string) => layers.findIndex((layer) => layer.name === name);

const PLACES: [address: string, place: InsidePlace][] = [
  ["#inside/map", { at: "map" }],
  ["#inside/blocks.3", { at: "block", block: 3 }],
  ["#inside/blocks.3.expand", { at: "layer", layer: layerNamed("blocks.3.expand") }],
  ["#inside/blocks.3.expand/17", { at: "channel", layer: layerNamed("blocks.3.expand"), channel: 17 }],
  [
    "#inside/blocks.3.expand/17/5,6",
    { at: "value", layer: layerNamed("blocks.3.expand"), channel: 17, row: 5, column: 6 },
  ],
  ["#inside/head", { at: "layer", layer: layerNamed("head") }],
  ["#inside/classes/2/0,0", { at: "value", layer: layerNamed("classes"), channel: 2, row: 0, column: 0 }],
];

test.each(PLACES)("%s is an address there and back", (address, place) => {
  expect(addressFromPlace(place, layers)).toBe(address);
  expect(placeFromAddress(address, layers)).toEqual(place);
});

describe("what nobody knows leads to the map", () => {
  test.each([
    "#inside",
    "#inside/",
    "#inside/nonsense",
    "#inside/blocks.16",
    "#inside/blocks.3/4",
    "#inside/blocks.3.expand/144",
    "#inside/blocks.3.expand/-1",
    "#inside/blocks.3.expand/1.5",
    "#inside/blocks.3.expand/17/56,0",
    "#inside/blocks.3.expand/17/5",
    "#inside/blocks.3.expand/17/5,6,7",
    "#inside/blocks.3.expand/17/5,6/more",
    "#inside/%E0%A4%A",
    "#inside/classes/3",
  ])("%s", (address) => {
    expect(placeFromAddress(address, layers)).toEqual({ at: "map" });
  });
});

test("classes are unknown before the first training", () => {
  expect(placeFromAddress("#inside/classes", drawnNetwork(0))).toEqual({ at: "map" });
});

test("only addresses of the network are its business", () => {
  expect(["#inside", "#inside/map", "#inside/x"].every(isInsideAddress)).toBe(true);
  expect(["", "#", "#train", "#insides", "#gallery/inside"].some(isInsideAddress)).toBe(false);
});
