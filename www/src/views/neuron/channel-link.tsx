/** The name of another channel that leads there. */
import type { ComponentChildren } from "preact";
import type { ChannelPlace, LayerInfo } from "../../engine/protocol";
import { neuronText } from "../../text/neuron";
import { useApp } from "../app-context";

export interface ChannelLinkProps {
  of: ChannelPlace;
  layers: readonly LayerInfo[];
  children: ComponentChildren;
}

/** A real address, so that it can be copied or opened elsewhere. */
export function ChannelLink({ of, layers, children }: ChannelLinkProps) {
  const { intents } = useApp();
  const { layer, channel } = of;
  return (
    <a
      class="channel-link"
      href={`#inside/${layers[layer]?.name ?? layer}/${channel}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        intents.inside.goTo({ at: "channel", layer, channel });
      }}
    >
      {children}
    </a>
  );
}

/** A whole layer, by its name. */
export function LayerLink({ layer, layers }: { layer: number; layers: readonly LayerInfo[] }) {
  const { intents } = useApp();
  const info = layers[layer];
  const name = info?.name ?? String(layer);
  return (
    <a
      class="channel-link"
      href={`#inside/${name}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        intents.inside.goTo({ at: "layer", layer });
      }}
    >
      {info ? neuronText.layer(info) : name}
    </a>
  );
}
