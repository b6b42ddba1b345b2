/** The view of one channel, at the place where the learner is. */
import { useApp } from "../app-context";
import { NeuronView } from "../neuron/neuron-view";

export function ChannelPlace() {
  const { place } = useApp().select.inside.value;
  return place.at === "channel" ? <NeuronView layer={place.layer} channel={place.channel} /> : null;
}
