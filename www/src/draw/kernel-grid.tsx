/** A kernel as a square of numbers on the diverging scale: a table, because there are few enough to be read. */
import { cssColourFromRgba, divergingColour } from "./colours";
import "./neuron-drawings.css";

export interface KernelGridProps {
  /** Row by row, `side × side` numbers. */
  weights: ArrayLike<number>;
  side: number;
  /** The number that gets full strength, so that several kernels can share a scale. */
  fullStrength: number;
  label: string;
  formatValue: (value: number) => string;
  /** Small ones keep their numbers for those who listen. */
  size?: "large" | "small";
}

/** Short of full strength, so that a number can be read on it in light and in dark. */
const STRONGEST = 0.72;

export function KernelGrid(props: KernelGridProps) {
  const { weights, side, fullStrength, label, formatValue, size = "large" } = props;
  const places = Array.from({ length: side }, (_, place) => place);
  const share = (value: number) => (fullStrength > 0 ? (STRONGEST * value) / fullStrength : 0);
  return (
    <table class="kernel-grid" data-size={size} aria-label={label} style={{ "--side": side }}>
      <tbody>
        {places.map((row) => (
          <tr key={row}>
            {places.map((column) => {
              const value = weights[row * side + column] ?? 0;
              return (
                <td
                  key={column}
                  title={size === "small" ? formatValue(value) : undefined}
                  style={{ background: cssColourFromRgba(divergingColour(share(value))) }}
                >
                  <span>{formatValue(value)}</span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/**
 * Three kernels, one a colour, as one picture: grey where the colour does not matter, brighter where more of it
 * excites, darker where less of it does. RGBA, row by row.
 */
export function colourKernelPixels(weights: ArrayLike<number>, side: number): Uint8ClampedArray<ArrayBuffer> {
  const numPlaces = side * side;
  let largest = 0;
  for (let index = 0; index < 3 * numPlaces; index += 1) {
    largest = Math.max(largest, Math.abs(weights[index] ?? 0));
  }
  const pixels = new Uint8ClampedArray(numPlaces * 4);
  for (let place = 0; place < numPlaces; place += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      const weight = weights[colour * numPlaces + place] ?? 0;
      pixels[place * 4 + colour] = 127.5 * (1 + (largest > 0 ? weight / largest : 0));
    }
    pixels[place * 4 + 3] = 255;
  }
  return pixels;
}
