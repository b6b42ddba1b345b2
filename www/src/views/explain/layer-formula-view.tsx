/** The formula of a layer with what its symbols stand for; choosing a symbol keeps its numbers marked. */
import { type FormulaSymbol, layerFormula } from "../../draw/layer-formula";
import type { LayerInfo } from "../../engine/protocol";
import { explainText } from "../../text/explain";
import { Formula } from "./formula";

export interface LayerFormulaViewProps {
  info: LayerInfo;
  isScaled: boolean;
  kept: FormulaSymbol | undefined;
  onKeep: (symbol: FormulaSymbol) => void;
}

export function LayerFormulaView({ info, isScaled, kept, onKeep }: LayerFormulaViewProps) {
  const { tex, plain, symbols } = layerFormula(info, isScaled);
  return (
    <div class="value-formula">
      <div class="value-formula-line">
        <Formula tex={tex} plain={plain} isDisplayed />
      </div>
      <ul class="value-legend" aria-label={explainText.legend}>
        {symbols.map((item) => (
          <li key={item.symbol}>
            <button
              type="button"
              data-symbol={item.symbol}
              aria-pressed={kept === item.symbol}
              onClick={() => onKeep(item.symbol)}
            >
              <Formula tex={item.tex} plain={item.plain} />
              <span>{explainText.legendOf(item.symbol, info)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
