/** The end of the sum: its parts line by line, what happens to it, and the value as the network computed it. */
import type { FormulaSymbol } from "../../draw/layer-formula";
import type { LayerInfo } from "../../engine/protocol";
import type { ValuePlace } from "../../state/explain/explain-state";
import type { ValueParts, ValueTerms } from "../../state/explain/value-parts";
import { explainText } from "../../text/explain";
import { ValueLink } from "./value-link";

export interface SumLinesProps {
  of: ValuePlace;
  info: LayerInfo;
  layers: readonly LayerInfo[];
  parts: ValueParts;
}

interface Line {
  symbol: FormulaSymbol;
  name: string;
  shown: string;
  /** Above it everything is added up. */
  isTotal?: boolean;
  link?: ValuePlace;
}

export function SumLines({ of, info, layers, parts }: SumLinesProps) {
  return (
    <div class="value-end">
      <table class="value-sum numbers" aria-label={explainText.sumLabel}>
        <tbody>
          {linesOf(of, info, layers, parts).map(({ symbol, name, shown, isTotal, link }) => (
            <tr key={name} data-symbol={symbol} data-total={isTotal ? "" : undefined}>
              <th scope="row">
                {link ? (
                  <ValueLink of={link} layers={layers} label={name}>
                    {name}
                  </ValueLink>
                ) : (
                  name
                )}
              </th>
              <td>{shown}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="value-result" data-symbol="output">
        <b class="numbers">{explainText.result(parts.value)}</b>{" "}
        <span class="quiet">{explainText.resultNote}</span>
      </p>
    </div>
  );
}

function linesOf(of: ValuePlace, info: LayerInfo, layers: readonly LayerInfo[], parts: ValueParts): Line[] {
  const { signed, number, rowBias, rowSum, rowActivation, rowSkip, rowAdded } = explainText;
  const { terms } = parts;
  if (terms.kind !== "patches" && terms.kind !== "products") return termLines(terms, info, of.channel);
  const lines: Line[] = [
    ...termLines(terms, info, of.channel),
    { symbol: "bias", name: rowBias, shown: signed(parts.bias) },
    { symbol: "products", name: rowSum, shown: number(parts.sum), isTotal: true },
  ];
  const skip = info.skip === undefined ? undefined : layers[info.skip];
  if (parts.skip !== undefined && info.skip !== undefined) {
    const link = { ...of, layer: info.skip };
    // What comes from within the block has been changed on its way around.
    const name = rowSkip(skip?.block === info.block ? skip : undefined);
    lines.push({ symbol: "skip", name, shown: signed(parts.skip), link });
    lines.push({ symbol: "skip", name: rowAdded, shown: number(parts.added), isTotal: true });
  }
  if (info.activation !== "none") {
    const name = rowActivation(info.activation, parts.added);
    lines.push({ symbol: "activation", name, shown: number(parts.total) });
  }
  return lines;
}

function termLines(terms: ValueTerms, info: LayerInfo, channel: number): Line[] {
  const { signed, number, rowColour, rowChannel, rowProducts, rowOthers, rowLargest } = explainText;
  const { rowPlaces, rowCount, rowExponential, rowTotal } = explainText;
  switch (terms.kind) {
    case "patches": {
      const { patches, rest } = terms;
      const nameOf = info.input === undefined ? rowColour : rowChannel;
      const lines = patches.map(
        ({ channel: own, values, sum }): Line => ({
          symbol: "products",
          name: patches.length > 1 ? nameOf(own, values.length) : rowProducts(values.length),
          shown: signed(sum),
        }),
      );
      if (rest.count === 0) return lines;
      return [...lines, { symbol: "products", name: rowOthers(rest.count), shown: signed(rest.sum) }];
    }
    case "largest": {
      const { values, sum } = terms.patch;
      return [{ symbol: "products", name: rowLargest(values.length), shown: number(sum), isTotal: true }];
    }
    case "products": {
      const { strongest, rest } = terms;
      const sum = strongest.reduce((all, { product }) => all + product, rest.sum);
      const name = rowProducts(strongest.length + rest.count);
      return [{ symbol: "products", name, shown: signed(sum) }];
    }
    case "mean": {
      const numPlaces = terms.values.length;
      return [
        { symbol: "products", name: rowPlaces(numPlaces), shown: number(terms.sum) },
        { symbol: "count", name: rowCount(numPlaces), shown: number(terms.sum / numPlaces), isTotal: true },
      ];
    }
    case "softmax": {
      const own = terms.scores.find((score) => score.channel === channel);
      return [
        { symbol: "exponential", name: rowExponential, shown: number(own?.exponential ?? 0) },
        { symbol: "total", name: rowTotal, shown: number(terms.sum) },
      ];
    }
    default:
      return terms satisfies never;
  }
}
