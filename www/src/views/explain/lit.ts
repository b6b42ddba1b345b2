/** Which symbol and which product is pointed at: formula and numbers light up together, whichever side it began on. */
import { useState } from "preact/hooks";
import type { FormulaSymbol } from "../../draw/layer-formula";

export interface Lit {
  symbol: FormulaSymbol;
  /** Number of the product, where one is meant and not all of them. */
  term: number | undefined;
}

export interface LitArea {
  lit: Lit | undefined;
  /** The symbol that stays lit when nothing is pointed at. */
  kept: FormulaSymbol | undefined;
  keep(symbol: FormulaSymbol): void;
  /** For the element that holds formula and numbers. */
  handlers: {
    onPointerOver: (event: PointerEvent) => void;
    onPointerLeave: () => void;
    onFocusIn: (event: FocusEvent) => void;
    onFocusOut: () => void;
    /** A symbol of the formula stays lit: fingers cannot only point. */
    onClick: (event: MouseEvent) => void;
  };
}

const SYMBOLS: Record<FormulaSymbol, true> = {
  output: true,
  input: true,
  weight: true,
  products: true,
  bias: true,
  scale: true,
  activation: true,
  skip: true,
  count: true,
  exponential: true,
  total: true,
};

export function useLit(): LitArea {
  const [pointed, setPointed] = useState<Lit | undefined>(undefined);
  const [kept, setKept] = useState<FormulaSymbol | undefined>(undefined);
  const point = (event: Event) => {
    const next = litAt(event.target);
    setPointed((now) => (now?.symbol === next?.symbol && now?.term === next?.term ? now : next));
  };
  const keep = (symbol: FormulaSymbol) => setKept((now) => (now === symbol ? undefined : symbol));
  return {
    lit: pointed ?? (kept && { symbol: kept, term: undefined }),
    kept,
    keep,
    handlers: {
      onPointerOver: point,
      onPointerLeave: () => setPointed(undefined),
      onFocusIn: point,
      onFocusOut: () => setPointed(undefined),
      onClick({ target }) {
        const isInFormula = target instanceof Element && target.closest(".formula[data-displayed]");
        const symbol = isInFormula ? litAt(target)?.symbol : undefined;
        if (symbol) keep(symbol);
      },
    },
  };
}

/** What an element stands for, by the names that it or what it lies in carries. */
export function litAt(target: EventTarget | null): Lit | undefined {
  if (!(target instanceof Element)) return undefined;
  const symbol = target.closest("[data-symbol]")?.getAttribute("data-symbol");
  if (!isSymbol(symbol)) return undefined;
  const term = target.closest("[data-term]")?.getAttribute("data-term");
  return { symbol, term: term == null ? undefined : Number(term) };
}

function isSymbol(name: string | null | undefined): name is FormulaSymbol {
  return name != null && Object.hasOwn(SYMBOLS, name);
}
