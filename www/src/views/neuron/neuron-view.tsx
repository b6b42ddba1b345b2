/** One channel of the network. */

export interface NeuronViewProps {
  layer: number;
  channel: number;
}

export function NeuronView({ layer, channel }: NeuronViewProps) {
  return <div class="neuron" data-layer={layer} data-channel={channel} />;
}
