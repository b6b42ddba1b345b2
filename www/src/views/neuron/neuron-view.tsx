/** One channel of the network: where it answers, what it is made of, what excites it, and what happens without it. */
import type { ComponentChildren } from "preact";
import { hasMaps } from "../../state/neuron/convolution";
import { neuronText } from "../../text/neuron";
import { useApp } from "../app-context";
import "../../style/neuron.css";
import { ChannelMade } from "./channel-made";
import { ChannelPurpose } from "./channel-purpose";
import { ClassAnswers } from "./class-answers";
import { ExcitingPictures } from "./exciting-pictures";
import { GrownPicture } from "./grown-picture";
import { SeenChannel } from "./seen-channel";
import { SilencedChannels } from "./silenced-channels";

export interface NeuronViewProps {
  layer: number;
  channel: number;
}

export function NeuronView({ layer, channel }: NeuronViewProps) {
  const { layers } = useApp().select.inside.value;
  if (!layers) return <Nothing>{neuronText.noLayers}</Nothing>;
  const info = layers[layer];
  if (!info || channel >= info.channelsOut) return <Nothing>{neuronText.unknownPlace}</Nothing>;
  const of = { layer, channel };
  if (!hasMaps(info)) {
    return (
      <div class="neuron">
        <ChannelPurpose of={of} info={info} layers={layers} />
        <p class="quiet">{neuronText.noMap}</p>
      </div>
    );
  }
  return (
    <div class="neuron">
      <ChannelPurpose of={of} info={info} layers={layers} />
      <div class="neuron-pair">
        <div class="neuron-stack">
          <SeenChannel of={of} />
          <SilencedChannels of={of} layers={layers} />
        </div>
        <ChannelMade of={of} info={info} layers={layers} />
      </div>
      <ExcitingPictures of={of} layers={layers} />
      <div class="neuron-pair">
        <ClassAnswers of={of} />
        <GrownPicture of={of} />
      </div>
    </div>
  );
}

function Nothing({ children }: { children: ComponentChildren }) {
  return (
    <div class="neuron">
      <p class="quiet">{children}</p>
    </div>
  );
}
