/** Which part of the picture one place of a layer can see. */
import type { LayerInfo, NetworkName } from "../../engine/protocol";

/** A square in shares of the picture's side; may reach over the border, where there is nothing to see. */
export interface PictureSquare {
  left: number;
  top: number;
  side: number;
}

/** Kernels are centred on a place, or share what they lack at the border as TensorFlow's SAME padding does. */
export type Border = "centred" | "same";

/** As each network was trained. */
export function borderOf(network: NetworkName): Border {
  return network === "resnet18" ? "centred" : "same";
}

/**
 * What the value at `place` (row × side + column) of a layer can depend on, going back through all layers before it.
 * Skips lead past layers and never see more than what they lead past.
 */
export function receptiveField(
  layers: readonly LayerInfo[],
  layer: number,
  place: number,
  border: Border = "same",
): PictureSquare {
  const side = layers[layer]?.side ?? 1;
  let [row, column] = [Math.floor(place / side), place % side];
  let size = 1;
  let pictureSide = side;
  for (let number: number | undefined = layer; number !== undefined; ) {
    const info: LayerInfo | undefined = layers[number];
    if (!info) break;
    const { kernel, stride } = info;
    const input: number | undefined = info.input;
    const inputSide: number = input === undefined ? info.side * stride : (layers[input]?.side ?? info.side);
    const before =
      border === "centred"
        ? Math.floor((kernel - 1) / 2)
        : paddingBefore(inputSide, info.side, kernel, stride);
    row = row * stride - before;
    column = column * stride - before;
    size = (size - 1) * stride + kernel;
    pictureSide = inputSide;
    number = input;
  }
  return { left: column / pictureSide, top: row / pictureSide, side: size / pictureSide };
}

/** The middle of the place itself, whatever it can see. */
export function placeCentre(side: number, place: number): { x: number; y: number } {
  return { x: ((place % side) + 0.5) / side, y: (Math.floor(place / side) + 0.5) / side };
}

/** The smaller half comes first. */
function paddingBefore(inputSide: number, side: number, kernel: number, stride: number): number {
  return Math.floor(Math.max(0, (side - 1) * stride + kernel - inputSide) / 2);
}
