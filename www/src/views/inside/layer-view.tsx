/** One layer: what it does and what it costs, and all of its channels. */
import type { LayerInfo } from "../../engine/protocol";
import { mapsOfLayer } from "../../state/inside/wished-layers";
import { insideText } from "../../text/inside";
import { LayerDepth } from "../deeper/layer-depth";
import { LayerChannels } from "./layer-channels";
import { LayerUnits } from "./layer-units";

export interface LayerViewProps {
  layer: number;
  info: LayerInfo;
  layers: readonly LayerInfo[];
}

export function LayerView({ layer, info, layers }: LayerViewProps) {
  const skip = info.skip === undefined ? undefined : layers[info.skip];
  const sentences = [
    insideText.layerWhat(info),
    insideText.activation(info),
    skip ? insideText.added(insideText.layerTitle(skip)) : "",
  ].filter((sentence) => sentence !== "");
  return (
    <div class="layer-view">
      <h3>{insideText.layerTitle(info)}</h3>
      <p class="inside-intro">{sentences.join(" ")}</p>
      <LayerFacts info={info} />
      <LayerDepth layer={layer} info={info} />
      {mapsOfLayer(layers, layer) === undefined ? (
        <LayerUnits layer={layer} info={info} />
      ) : (
        <LayerChannels key={layer} layer={layer} layers={layers} />
      )}
    </div>
  );
}

const FACTS = ["shape", "parameters", "multiplyAdds", "memory"] as const;

function LayerFacts({ info }: { info: LayerInfo }) {
  return (
    <dl class="layer-facts" aria-label={insideText.facts}>
      {FACTS.map((fact) => (
        <div key={fact} title={insideText.factHelp[fact]}>
          <dt>{insideText.fact[fact]}</dt>
          <dd class="numbers">{insideText[fact](info)}</dd>
        </div>
      ))}
    </dl>
  );
}
