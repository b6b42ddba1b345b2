/** The strongest products of a long sum one by one, as a table with bars, and all others in one line. */
import type { LayerInfo } from "../../engine/protocol";
import type { Product, Rest } from "../../state/explain/value-parts";
import { explainText } from "../../text/explain";
import { ShareBar } from "./share-bar";
import { ValueLink } from "./value-link";

export interface ProductListProps {
  strongest: readonly Product[];
  rest: Rest;
  scale: number;
  input: number;
  layers: readonly LayerInfo[];
  /** Where in the input the values are. */
  row: number;
  column: number;
  /** The product whose bar is longest, where it is not one of these. */
  largest: number | undefined;
}

export function ProductList(props: ProductListProps) {
  const { strongest, rest, scale, input, layers, row, column } = props;
  const info = layers[input];
  if (!info) return null;
  const largest = props.largest ?? Math.max(...strongest.map(({ product }) => Math.abs(product)));
  return (
    <>
      <table class="product-list numbers" aria-label={explainText.inputsOf(info)}>
        <thead>
          <tr>
            <th scope="col">{explainText.layerName(info)}</th>
            <th scope="col" data-symbol="input">
              {explainText.columns.input}
            </th>
            <th scope="col" data-symbol="weight">
              {explainText.columns.weight}
            </th>
            <th scope="col" data-symbol="products">
              {scale === 1 ? explainText.columns.product : explainText.columns.scaled}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {strongest.map(({ channel, value, weight, product }) => (
            <tr key={channel}>
              <th scope="row">
                <ValueLink
                  of={{ layer: input, channel, row, column }}
                  layers={layers}
                  label={explainText.openValue(info, channel, value)}
                >
                  {explainText.channel(channel)}
                </ValueLink>
              </th>
              <td data-symbol="input">{explainText.number(value)}</td>
              <td data-symbol="weight">
                <span class="product-sign">×</span> {explainText.number(weight)}
              </td>
              <td data-symbol="products">
                <span class="product-sign">=</span> {explainText.signed(product)}
              </td>
              <td>
                <ShareBar value={product} largest={largest} />
              </td>
            </tr>
          ))}
          {rest.count > 0 && (
            <tr class="product-rest">
              <th scope="row" colSpan={3}>
                {explainText.rowOthers(rest.count)}
              </th>
              <td data-symbol="products">{explainText.signed(rest.sum)}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
      {scale !== 1 && (
        <p class="value-note quiet" data-symbol="scale">
          {explainText.scaleNote(scale)}
        </p>
      )}
    </>
  );
}
