/** Of one layer, whether it learns and how far it has moved, and of a block the way to make the cut there. */
import { movementColour, movementStrength } from "../../draw/movement-colour";
import type { LayerInfo } from "../../engine/protocol";
import { isBehind } from "../../state/deeper/depth";
import { isConvolution } from "../../state/neuron/convolution";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import "../../style/deeper-network.css";
import { useChosenCut } from "./use-chosen-cut";
import { useDepths } from "./use-depths";
import { useMoved } from "./use-moved";

/** A small square with a word beside it, for the list of a block's layers. */
export function MovedMark({ layer, info }: { layer: number; info: LayerInfo }) {
  const cut = useChosenCut();
  const moved = useMoved();
  const own = moved?.layers.get(layer);
  const learns = isBehind(info, cut);
  if (!learns && !own) return null;
  const largest = Math.max(0, ...[...(moved?.layers.values() ?? [])].map(({ distance }) => distance));
  const words = own
    ? deeperText.movedLayer(own.distance, moved?.isOfEpoch ? own.updateNorm : undefined)
    : deeperText.learnsMark;
  return (
    <span
      class="moved-mark numbers"
      title={words}
      data-learns={learns ? "" : undefined}
      style={{ "--moved": movementColour(movementStrength(own?.distance ?? 0, largest)) }}
    >
      {own ? deeperText.movedShort(own.distance) : deeperText.learnsMark}
    </span>
  );
}

/** In sentences, beneath what a layer does. */
export function LayerDepth({ layer, info }: { layer: number; info: LayerInfo }) {
  const cut = useChosenCut();
  const moved = useMoved();
  if (!isConvolution(info)) return null;
  const own = moved?.layers.get(layer);
  const learns = isBehind(info, cut);
  return (
    <p class="layer-depth quiet">
      <span>{learns ? deeperText.layerLearns : deeperText.layerStays}</span>
      {own && (
        <span>{deeperText.layerMoved(own.distance, moved?.isOfEpoch ? own.updateNorm : undefined)}</span>
      )}
      {info.block !== undefined && <LearnFrom block={info.block} cut={cut} />}
    </p>
  );
}

/** Above a block's maps: the cut can be made here. */
export function BlockDepth({ block }: { block: number }) {
  const cut = useChosenCut();
  return (
    <p class="block-depth">
      <LearnFrom block={block} cut={cut} />
      <span class="quiet">{deeperText.learnsFrom(cut, useDepths())}</span>
    </p>
  );
}

function LearnFrom({ block, cut }: { block: number; cut: number }) {
  const { intents } = useApp();
  const isCut = block === cut;
  return (
    <Button isPressed={isCut} onClick={() => intents.deeper.cutAt(block)}>
      {deeperText.learnFrom(block)}
    </Button>
  );
}
