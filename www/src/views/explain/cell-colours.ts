/** Colours behind numbers: those of the page's scales, short of full strength, so that a number can be read on them. */
import { mapColour, mapRange } from "../../draw/channel-map";
import { cssColourFromRgba, divergingColour } from "../../draw/colours";

export type CellColour = (value: number) => string;

/** In light and in dark; the bright scale of activations leaves less room for light digits. */
const STRONGEST_SIGNED = 0.72;
const STRONGEST_ACTIVATION = 0.46;

/** Values of a layer, or pixels as the network reads them. */
export function valueColour(values: ArrayLike<number>): CellColour {
  const range = mapRange(values);
  const strongest = range.smallest < 0 ? STRONGEST_SIGNED : STRONGEST_ACTIVATION;
  const wider = { ...range, smallest: range.smallest / strongest, largest: range.largest / strongest };
  return (value) => cssColourFromRgba(mapColour(value, wider));
}

/** Weights and products. */
export function signedColour(numbers: ArrayLike<number>): CellColour {
  const { smallest, largest } = mapRange(numbers);
  const most = Math.max(largest, -smallest, Number.MIN_VALUE);
  return (value) => cssColourFromRgba(divergingColour((STRONGEST_SIGNED * value) / most));
}
