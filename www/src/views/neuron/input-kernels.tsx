/** The kernels that a channel lays over the channels before it, the strongest first: each a small square. */
import { useState } from "preact/hooks";
import { KernelGrid } from "../../draw/kernel-grid";
import type { ChannelWeights, LayerInfo } from "../../engine/protocol";
import { neuronText } from "../../text/neuron";
import { Button } from "../shared/button";
import { ChannelLink } from "./channel-link";

const SHOWN_AT_REST = 12;
const SHOWN_MORE = 96;

export interface InputKernelsProps {
  weights: ChannelWeights;
  side: number;
  input: number;
  layers: readonly LayerInfo[];
}

export function InputKernels({ weights: { inputs, weights }, side, input, layers }: InputKernelsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const numMore = Math.min(SHOWN_MORE, inputs.length) - SHOWN_AT_REST;
  const shown = inputs.slice(0, isOpen ? SHOWN_MORE : SHOWN_AT_REST);
  const taps = side * side;
  const kernelOf = (index: number) => weights.subarray(index * taps, (index + 1) * taps);
  // One scale for all, so that the strongest look it.
  const fullStrength = sizesOf(weights).reduce((most, size) => Math.max(most, size), 0);
  const total = sumOf(sizesOf(weights));
  const share = total > 0 ? sumOf(sizesOf(weights.subarray(0, shown.length * taps))) / total : 0;
  return (
    <div class="input-kernels">
      <p class="quiet">
        {neuronText.strongestKernels(shown.length, inputs.length)}
        {shown.length < inputs.length && `: ${neuronText.shareOfWeight(share)}`}
      </p>
      <ol>
        {shown.map((channel, index) => (
          <li key={channel}>
            <KernelGrid
              weights={kernelOf(index)}
              side={side}
              fullStrength={fullStrength}
              label={neuronText.kernelOver(channel)}
              formatValue={neuronText.signed}
              size="small"
            />
            <ChannelLink of={{ layer: input, channel }} layers={layers}>
              {neuronText.shortChannel(channel)}
            </ChannelLink>
          </li>
        ))}
      </ol>
      {numMore > 0 && (
        <Button look="quiet" onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? neuronText.fewerInputs : neuronText.moreInputs(numMore)}
        </Button>
      )}
    </div>
  );
}

function sizesOf(weights: Float32Array): Float32Array {
  return weights.map(Math.abs);
}

function sumOf(numbers: Float32Array): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
