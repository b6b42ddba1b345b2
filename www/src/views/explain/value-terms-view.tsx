/** The parts of a sum, each kind of layer in its own way. */
import type { LayerInfo } from "../../engine/protocol";
import type { ValuePlace } from "../../state/explain/explain-state";
import type { ValueParts } from "../../state/explain/value-parts";
import { explainText } from "../../text/explain";
import { useApp } from "../app-context";
import { LargestOfPatch } from "./largest-of-patch";
import { MeanGrid } from "./mean-grid";
import { PatchSums } from "./patch-sums";
import { ProductList } from "./product-list";
import { ScoreTable } from "./score-table";

export interface ValueTermsViewProps {
  of: ValuePlace;
  info: LayerInfo;
  layers: readonly LayerInfo[];
  parts: ValueParts;
  litTerm: number | undefined;
  /** The largest product of all that are compared, where there is more than one epoch. */
  largest: number | undefined;
}

export function ValueTermsView({ of, info, layers, parts, litTerm, largest }: ValueTermsViewProps) {
  const { select } = useApp();
  const { terms, scale } = parts;
  const input = info.input ?? 0;
  switch (terms.kind) {
    case "patches":
      return (
        <>
          <PatchSums patches={terms.patches} input={info.input} layers={layers} litTerm={litTerm} />
          {terms.rest.count > 0 && (
            <p class="value-note quiet">
              {explainText.otherPatches(terms.patches.length, terms.rest.count, terms.rest.sum)}
            </p>
          )}
        </>
      );
    case "largest":
      return <LargestOfPatch patch={terms.patch} input={input} layers={layers} litTerm={litTerm} />;
    case "products": {
      const { strongest, rest, isUnlearned } = terms;
      const { row, column } = of;
      if (isUnlearned) return <p class="quiet">{explainText.unlearned}</p>;
      return (
        <ProductList
          strongest={strongest}
          rest={rest}
          scale={scale}
          input={input}
          layers={layers}
          row={row * info.stride}
          column={column * info.stride}
          largest={largest}
        />
      );
    }
    case "mean": {
      const { side, values } = terms;
      const { channel } = of;
      return (
        <MeanGrid
          side={side}
          values={values}
          input={input}
          channel={channel}
          layers={layers}
          litTerm={litTerm}
        />
      );
    }
    case "softmax": {
      const { headClassIds } = select.explain.value;
      const classes = select.classes.value;
      const classOf = (channel: number) =>
        headClassIds ? classes.find(({ id }) => id === headClassIds[channel]) : classes[channel];
      return (
        <ScoreTable
          scores={terms.scores}
          rest={terms.rest}
          sum={terms.sum}
          channel={of.channel}
          input={input}
          layers={layers}
          classOf={classOf}
        />
      );
    }
    default:
      return terms satisfies never;
  }
}
