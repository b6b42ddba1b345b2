/** What a layer computes, in mathematical notation: TeX whose symbols carry the names of the numbers they stand for. */
import type { ActivationKind, LayerInfo } from "../engine/protocol";

/** What a symbol of a formula stands for, and what numbers on the page are. */
export type FormulaSymbol =
  | "output"
  | "input"
  | "weight"
  | "products"
  | "bias"
  | "scale"
  | "activation"
  | "skip"
  | "count"
  | "exponential"
  | "total";

export interface LayerFormula {
  tex: string;
  /** The same without typesetting, for where that is missing. */
  plain: string;
  /** In the order in which they are explained, with how each is written alone. */
  symbols: readonly { symbol: FormulaSymbol; tex: string; plain: string }[];
}

interface Written {
  tex: string;
  plain: string;
}

/** `isScaled` for a layer whose inputs are brought to one length before. */
export function layerFormula(info: LayerInfo, isScaled: boolean): LayerFormula {
  const { kind } = info;
  switch (kind) {
    case "convolution":
    case "depthwise":
    case "pointwise":
    case "linear":
      return weightedSum(info, isScaled);
    case "maxPooling":
      return largest(info);
    case "pooling":
      return mean(info.kernel * info.kernel);
    case "softmax":
      return share();
    default:
      return kind satisfies never;
  }
}

function weightedSum(info: LayerInfo, isScaled: boolean): LayerFormula {
  const { output, input, weight, range } = indices(info);
  const y = named("output", `y${output}`, "y");
  const x = named("input", `x${input}`, "x");
  const w = named("weight", `w${weight}`, "w");
  const sigma = named("products", `\\sum${range}`, "Σ");
  const b = named("bias", "b", "b");
  const scale = isScaled ? named("scale", "\\lambda", "λ") : undefined;
  const skip = info.skip === undefined ? undefined : named("skip", `s${output}`, "s");
  const activation = activationName(info.activation);
  const added = skip ? ` + ${skip.tex}` : "";
  const sum = `${scale?.tex ?? ""} ${sigma.tex} ${w.tex}\\,${x.tex} + ${b.tex}${added}`;
  const plainSum = `${scale ? "λ " : ""}Σ w·x + b${skip ? " + s" : ""}`;
  return {
    tex: `${y.tex} = ${activation ? `${activation.tex}\\Big(${sum}\\Big)` : sum}`,
    plain: `y = ${activation ? `${activation.plain}(${plainSum})` : plainSum}`,
    symbols: [
      { symbol: "output", tex: "y", plain: "y" },
      { symbol: "input", tex: "x", plain: "x" },
      { symbol: "weight", tex: "w", plain: "w" },
      { symbol: "products", tex: "\\textstyle\\sum", plain: "Σ" },
      ...(scale ? [{ symbol: "scale", tex: "\\lambda", plain: "λ" } as const] : []),
      { symbol: "bias", tex: "b", plain: "b" },
      ...(skip ? [{ symbol: "skip", tex: "s", plain: "s" } as const] : []),
      ...(activation
        ? [{ symbol: "activation", tex: activation.bare, plain: activation.plain } as const]
        : []),
    ],
  };
}

/** Which values are meant: k counts input channels, u and v places of the kernel, i and j places of the map. */
function indices({ kind, stride, side }: LayerInfo) {
  const from = (place: string) => (stride === 1 ? place : `${stride}${place}`);
  const output = side > 1 ? "_{i,j}" : "";
  switch (kind) {
    case "convolution":
      return {
        output,
        input: `_{k,\\,${from("i")}+u,\\,${from("j")}+v}`,
        weight: "_{k,u,v}",
        range: "_{k,u,v}",
      };
    case "depthwise":
    case "maxPooling":
      return { output, input: `_{${from("i")}+u,\\,${from("j")}+v}`, weight: "_{u,v}", range: "_{u,v}" };
    default:
      return {
        output,
        input: side > 1 ? `_{k,${from("i")},${from("j")}}` : "_{k}",
        weight: "_{k}",
        range: "_{k}",
      };
  }
}

function activationName(activation: ActivationKind): (Written & { bare: string }) | undefined {
  if (activation === "none") return undefined;
  const plain = activation === "relu6" ? "ReLU6" : "ReLU";
  const bare = `\\operatorname{${plain}}`;
  return { ...named("activation", bare, plain), bare };
}

function largest(info: LayerInfo): LayerFormula {
  const { output, input, range } = indices(info);
  const y = named("output", `y${output}`, "y");
  const x = named("input", `x${input}`, "x");
  const most = named("products", `\\max${range}`, "max");
  return {
    tex: `${y.tex} = ${most.tex}\\,${x.tex}`,
    plain: "y = max x",
    symbols: [
      { symbol: "output", tex: "y", plain: "y" },
      { symbol: "input", tex: "x", plain: "x" },
      { symbol: "products", tex: "\\max", plain: "max" },
    ],
  };
}

function mean(numPlaces: number): LayerFormula {
  const count = named("count", `\\frac{1}{${numPlaces}}`, `1/${numPlaces}`);
  const sigma = named("products", "\\sum_{i,j}", "Σ");
  return {
    tex: `${named("output", "y", "y").tex} = ${count.tex} ${sigma.tex} ${named("input", "x_{i,j}", "x").tex}`,
    plain: `y = ${count.plain} Σ x`,
    symbols: [
      { symbol: "output", tex: "y", plain: "y" },
      { symbol: "input", tex: "x", plain: "x" },
      { symbol: "products", tex: "\\textstyle\\sum", plain: "Σ" },
      { symbol: "count", tex: `\\tfrac{1}{${numPlaces}}`, plain: count.plain },
    ],
  };
}

function share(): LayerFormula {
  const own = named("exponential", `e^{${named("input", "z", "z").tex}}`, "eᶻ");
  const total = named("total", `\\sum_{k} e^{z_k}`, "Σ eᶻ");
  return {
    tex: `${named("output", "p", "p").tex} = \\frac{${own.tex}}{${total.tex}}`,
    plain: "p = eᶻ / Σ eᶻ",
    symbols: [
      { symbol: "output", tex: "p", plain: "p" },
      { symbol: "input", tex: "z", plain: "z" },
      { symbol: "exponential", tex: "e^{z}", plain: "eᶻ" },
      { symbol: "total", tex: "\\textstyle\\sum e^{z_k}", plain: "Σ eᶻ" },
    ],
  };
}

/** TeX that says on the page what it stands for. */
function named(symbol: FormulaSymbol, tex: string, plain: string): Written {
  return { tex: `\\htmlData{symbol=${symbol}}{${tex}}`, plain };
}
