/** One layer: what it does and what it costs, and all of its channels. */
import type { LayerInfo } from "../../engine/protocol";
import { mapsOfLayer } from "../../state/inside/wished-layers";
import { insideText } from "../../text/inside";
import { LayerDepth } from "../deeper/layer-depth";
import { InsideLink } from "./inside-link";
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
    skip ? insideText.added(insideText.layerTitle(skip), info) : "",
    insideText.activation(info),
  ].filter((sentence) => sentence !== "");
  return (
    <div class="layer-view">
      <h3>{insideText.layerTitle(info)}</h3>
      <p class="inside-intro">{sentences.join(" ")}</p>
      <LayerFacts info={info} />
      <LayerDepth layer={layer} info={info} />
      <OtherEnd info={info} layers={layers} />
      {mapsOfLayer(layers, layer) === undefined ? (
        <LayerUnits layer={layer} info={info} />
      ) : (
        <LayerChannels key={layer} layer={layer} layers={layers} />
      )}
    </div>
  );
}

/** From the scores to their shares, and back. */
function OtherEnd({ info, layers }: Omit<LayerViewProps, "layer">) {
  const name = info.name === "classes" ? "softmax" : "classes";
  const layer = layers.findIndex((other) => other.name === name);
  if ((info.name !== "classes" && info.name !== "softmax") || layer < 0) return null;
  const { before, link } = insideText.otherEnd[name];
  return (
    <p class="layer-other-end quiet">
      {before} <InsideLink place={{ at: "layer", layer }}>{link}</InsideLink>
    </p>
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
