/** Patch times kernel, place by place: for each input channel three squares of numbers. */
import type { FormulaSymbol } from "../../draw/layer-formula";
import type { LayerInfo } from "../../engine/protocol";
import type { Patch } from "../../state/explain/value-parts";
import { explainText } from "../../text/explain";
import { useApp } from "../app-context";
import { type CellColour, signedColour, valueColour } from "./cell-colours";
import { type NumberCell, NumberGrid } from "./number-grid";
import { byteFromInput, type PixelScale, PLAIN_BYTES } from "./pixel-bytes";
import { ValueLink } from "./value-link";

export interface PatchSumsProps {
  patches: readonly Patch[];
  /** The layer that the patches are taken from; absent for the picture. */
  input: number | undefined;
  layers: readonly LayerInfo[];
  litTerm: number | undefined;
}

export function PatchSums({ patches, input, layers, litTerm }: PatchSumsProps) {
  const scale = useApp().select.engine.value.backbone ?? PLAIN_BYTES;
  const numOutside = patches[0]?.isOutside.filter(Boolean).length ?? 0;
  const numPlaces = patches[0]?.values.length ?? 0;
  const colours = patchColours(patches);
  return (
    <>
      <div class="patches" data-side={patches[0]?.side}>
        {patches.map((patch, index) => {
          const grid = (symbol: FormulaSymbol, label: string, cells: NumberCell[], isWalkable = false) => (
            <NumberGrid
              side={patch.side}
              label={label}
              symbol={symbol}
              cells={cells}
              firstTerm={index * numPlaces}
              litTerm={litTerm}
              isWalkable={isWalkable}
            />
          );
          const info = input === undefined ? undefined : layers[input];
          const label = info
            ? explainText.patchOf(info, patch.channel)
            : explainText.inputsOfColour(explainText.colour(patch.channel));
          return (
            <div key={patch.channel} class="patch">
              {(input === undefined || patches.length > 1) && (
                <span class="patch-name">
                  {input === undefined
                    ? explainText.colour(patch.channel)
                    : explainText.channel(patch.channel)}
                </span>
              )}
              {grid("input", label, inputCells(patch, { input, layers, scale }, colours.input), true)}
              <span class="patch-sign" aria-hidden="true">
                ×
              </span>
              {grid("weight", explainText.kernel, weightCells(patch, colours.weight))}
              <span class="patch-sign" aria-hidden="true">
                =
              </span>
              {grid("products", explainText.products, productCells(patch, colours.product))}
            </div>
          );
        })}
      </div>
      {numOutside > 0 && <p class="value-note quiet">{explainText.outsideNote(numOutside, numPlaces)}</p>}
    </>
  );
}

/** All patches share their scales, so that colours can be compared. */
function patchColours(patches: readonly Patch[]) {
  return {
    input: valueColour(patches.flatMap(({ values }) => [...values])),
    weight: signedColour(patches.flatMap(({ weights }) => [...weights])),
    product: signedColour(patches.flatMap(({ products }) => [...products])),
  };
}

interface PatchSource {
  input: number | undefined;
  layers: readonly LayerInfo[];
  scale: PixelScale;
  /** What is said of a place where there is nothing. */
  outside?: string;
}

export function inputCells(
  patch: Patch,
  { input, layers, scale, outside = explainText.outside }: PatchSource,
  colour: CellColour,
): NumberCell[] {
  const { side, firstRow, firstColumn, channel } = patch;
  return Array.from(patch.values, (value, place): NumberCell => {
    const [row, column] = [firstRow + Math.floor(place / side), firstColumn + (place % side)];
    const shown = explainText.cell(value);
    if (patch.isOutside[place]) {
      return { shown, title: outside, background: undefined, isOutside: true };
    }
    const background = colour(value);
    if (input === undefined) {
      const colourName = explainText.colour(channel);
      const title = explainText.pixelAt(row, column, colourName, byteFromInput(value, channel, scale));
      return { shown, title, background, isOutside: false };
    }
    const title = explainText.valueAt(row, column, value);
    const of = { layer: input, channel, row, column };
    return {
      shown,
      title,
      background,
      isOutside: false,
      link: (tabIndex, children) => (
        <ValueLink of={of} layers={layers} label={title} tabIndex={tabIndex}>
          {children}
        </ValueLink>
      ),
    };
  });
}

function weightCells({ weights }: Patch, colour: CellColour): NumberCell[] {
  return Array.from(weights, (weight) => ({
    shown: explainText.cell(weight),
    title: explainText.weightAt(weight),
    background: colour(weight),
    isOutside: false,
  }));
}

function productCells({ values, weights, products, isOutside }: Patch, colour: CellColour): NumberCell[] {
  return Array.from(products, (product, place) => ({
    shown: explainText.cell(product),
    title: explainText.productOf(values[place] ?? 0, weights[place] ?? 0, product),
    background: colour(product),
    isOutside: isOutside[place] ?? false,
  }));
}
