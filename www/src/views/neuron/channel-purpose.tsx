/** In a sentence or two: what the channel computes, from what, and how the result is handed on. */
import type { ChannelPlace, LayerInfo } from "../../engine/protocol";
import { neuronText } from "../../text/neuron";
import { ChannelLink, LayerLink } from "./channel-link";

export interface ChannelPurposeProps {
  of: ChannelPlace;
  info: LayerInfo;
  layers: readonly LayerInfo[];
}

export function ChannelPurpose({ of, info, layers }: ChannelPurposeProps) {
  const { channel } = of;
  const name = (layer: number) => neuronText.channel(layers[layer], channel);
  return (
    <p class="neuron-purpose">
      <Reads of={of} info={info} layers={layers} />
      {info.skip !== undefined && (
        <>
          {" "}
          {neuronText.skip}{" "}
          <ChannelLink of={{ layer: info.skip, channel }} layers={layers}>
            {name(info.skip)}
          </ChannelLink>
          .
        </>
      )}{" "}
      {info.kind !== "maxPooling" && neuronText.after(info.activation)}
      {info.side > 1 && <span class="quiet"> {neuronText.places(info)}</span>}
    </p>
  );
}

function Reads({ of: { channel }, info, layers }: ChannelPurposeProps) {
  const { input, kernel } = info;
  if (input === undefined) return <>{neuronText.readsStem(kernel)}</>;
  const own = (
    <ChannelLink of={{ layer: input, channel }} layers={layers}>
      {neuronText.channel(layers[input], channel)}
    </ChannelLink>
  );
  const all = <LayerLink layer={input} layers={layers} />;
  switch (info.kind) {
    case "convolution":
      return (
        <>
          {neuronText.readsKernels(info.channelsIn, kernel)} {all}.
        </>
      );
    case "pointwise":
      return (
        <>
          {neuronText.readsAll(info.channelsIn)} {all}.
        </>
      );
    case "maxPooling":
      return (
        <>
          {neuronText.readsLargest(kernel)} {own}.
        </>
      );
    case "depthwise":
      return (
        <>
          {neuronText.readsOwn(kernel)} {own}.
        </>
      );
    case "pooling":
      return (
        <>
          {neuronText.readsPooled} {own}.
        </>
      );
    case "linear":
      return (
        <>
          {neuronText.readsFlat(info.channelsIn)} {all}.
        </>
      );
    case "softmax":
      return (
        <>
          {neuronText.readsScores} {all}.
        </>
      );
    default:
      return info.kind satisfies never;
  }
}
