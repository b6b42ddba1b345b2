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
          {linesOf(of, info, parts).map(({ symbol, name, shown, isTotal, link }) => (
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

function linesOf(of: ValuePlace, info: LayerInfo, parts: ValueParts): Line[] {
  const { signed, rowBias, rowSum, rowActivation, rowSkip } = explainText;
  const { terms } = parts;
  if (terms.kind === "mean" || terms.kind === "softmax") return termLines(terms, of.channel);
  const lines: Line[] = [
    ...termLines(terms, of.channel),
    { symbol: "bias", name: rowBias, shown: signed(parts.bias) },
    { symbol: "products", name: rowSum, shown: explainText.number(parts.sum), isTotal: true },
  ];
  if (info.activation !== "none") {
    const name = rowActivation(info.activation, parts.sum);
    lines.push({ symbol: "activation", name, shown: explainText.number(parts.activated) });
  }
  if (parts.skip !== undefined && info.skip !== undefined) {
    const link = { ...of, layer: info.skip };
    lines.push({ symbol: "skip", name: rowSkip, shown: signed(parts.skip), link });
  }
  return lines;
}

function termLines(terms: ValueTerms, channel: number): Line[] {
  const { signed, number, rowColour, rowProducts, rowPlaces, rowCount, rowExponential, rowTotal } =
    explainText;
  switch (terms.kind) {
    case "patches": {
      const isPicture = terms.patches.length > 1;
      return terms.patches.map((patch) => ({
        symbol: "products",
        name: isPicture ? rowColour(patch.channel, patch.values.length) : rowProducts(patch.values.length),
        shown: signed(patch.sum),
      }));
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
