/** What the channel is made of: its kernel, or the inputs that it weighs most. */
import { useEffect, useRef, useState } from "preact/hooks";
import { colourKernelPixels, KernelGrid } from "../../draw/kernel-grid";
import type { ChannelPlace, ChannelWeights, LayerInfo } from "../../engine/protocol";
import { findingFor } from "../../state/neuron/neuron-state";
import { neuronText } from "../../text/neuron";
import { useApp } from "../app-context";
import { largestPixel } from "../explain/pixel-bytes";
import { Button } from "../shared/button";
import { ChannelLink } from "./channel-link";
import { InputKernels } from "./input-kernels";
import { Failed, Section } from "./section";

export interface ChannelMadeProps {
  of: ChannelPlace;
  info: LayerInfo;
  layers: readonly LayerInfo[];
}

export function ChannelMade({ of, info, layers }: ChannelMadeProps) {
  const { select } = useApp();
  const finding = findingFor(select.neuron.value.weights, of);
  const title = neuronText.made;
  if (info.kind === "maxPooling") {
    return (
      <Section title={title}>
        <p class="quiet">{neuronText.noWeights(info.kernel)}</p>
      </Section>
    );
  }
  if (finding && "error" in finding) return <Failed title={title} error={finding.error} />;
  if (!finding) {
    return (
      <Section title={title}>
        <p class="quiet">{neuronText.loading}</p>
      </Section>
    );
  }
  const weights = finding.found;
  const isOfColours = info.input === undefined;
  const brightest = largestPixel(select.engine.value.backbone);
  return (
    <Section title={title}>
      {isOfColours && <ColourKernel weights={weights} side={info.kernel} />}
      {info.kind === "convolution" && info.input !== undefined && (
        <InputKernels
          key={`${of.layer} ${of.channel}`}
          weights={weights}
          side={info.kernel}
          input={info.input}
          layers={layers}
        />
      )}
      {info.kind === "depthwise" && <OwnKernel weights={weights} side={info.kernel} />}
      {info.kind === "pointwise" && info.input !== undefined && (
        <Inputs key={`${of.layer} ${of.channel}`} weights={weights} input={info.input} layers={layers} />
      )}
      <p class="quiet">
        {info.kind === "depthwise" &&
          `${neuronText.flatArea(sumOf(weights), sizeOf(weights), weights.bias)} `}
        {isOfColours && `${neuronText.flatColour(sumsOfInputs(weights), weights.bias, brightest)} `}
        {neuronText.bias(weights.bias)}
      </p>
    </Section>
  );
}

function OwnKernel({ weights: { weights }, side }: { weights: ChannelWeights; side: number }) {
  return (
    <KernelGrid
      weights={weights}
      side={side}
      fullStrength={largestSize(weights)}
      label={neuronText.kernel}
      formatValue={neuronText.signed}
    />
  );
}

/** The first layer looks at colours, so its kernel is a small picture; and what it does with each colour. */
function ColourKernel({ weights: { weights }, side }: { weights: ChannelWeights; side: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    context?.putImageData(new ImageData(colourKernelPixels(weights, side), side, side), 0, 0);
  }, [weights, side]);
  const { red, green, blue } = neuronText.kernelOfColour;
  return (
    <div class="colour-kernels">
      <figure>
        <canvas
          ref={canvas}
          width={side}
          height={side}
          role="img"
          aria-label={neuronText.kernelAsColourLabel}
        />
        <figcaption>{neuronText.kernelAsColour}</figcaption>
      </figure>
      {[red, green, blue].map((colour, index) => (
        <figure key={colour}>
          <KernelGrid
            weights={weights.subarray(index * side * side, (index + 1) * side * side)}
            side={side}
            fullStrength={largestSize(weights)}
            label={colour}
            formatValue={neuronText.signed}
            size="small"
          />
          <figcaption>{colour}</figcaption>
        </figure>
      ))}
    </div>
  );
}

const SHOWN_AT_REST = 10;
const SHOWN_MORE = 100;

interface InputsProps {
  weights: ChannelWeights;
  input: number;
  layers: readonly LayerInfo[];
}

function Inputs({ weights: { inputs, weights }, input, layers }: InputsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const numMore = Math.min(SHOWN_MORE, inputs.length) - SHOWN_AT_REST;
  const shown = inputs.slice(0, isOpen ? SHOWN_MORE : SHOWN_AT_REST);
  const largest = largestSize(weights);
  const share = largestFirstShare(weights, shown.length);
  return (
    <div class="inputs">
      <p class="quiet">
        {neuronText.strongestInputs(shown.length, inputs.length)}
        {shown.length < inputs.length && `: ${neuronText.shareOfWeight(share)}`}
      </p>
      <ol>
        {shown.map((channel, index) => {
          const weight = weights[index] ?? 0;
          const length = largest > 0 ? Math.abs(weight) / largest : 0;
          return (
            <li key={channel}>
              <ChannelLink of={{ layer: input, channel }} layers={layers}>
                {neuronText.shortChannel(channel)}
              </ChannelLink>
              <span class="signed-bar" data-sign={weight < 0 ? "against" : "for"} aria-hidden="true">
                <span style={{ width: `${length * 50}%` }} />
              </span>
              <span class="numbers">{neuronText.signed(weight)}</span>
            </li>
          );
        })}
      </ol>
      {numMore > 0 && (
        <Button look="quiet" onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? neuronText.fewerInputs : neuronText.moreInputs(numMore)}
        </Button>
      )}
    </div>
  );
}

function largestFirstShare(weights: Float32Array, count: number): number {
  const size = (part: Float32Array) => part.reduce((sum, weight) => sum + Math.abs(weight), 0);
  const all = size(weights);
  return all > 0 ? size(weights.subarray(0, count)) / all : 0;
}

function largestSize(weights: Float32Array): number {
  return weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
}

/** One an input. */
function sumsOfInputs({ inputs, weights }: ChannelWeights): number[] {
  const taps = weights.length / Math.max(1, inputs.length);
  return inputs.map((_, index) =>
    weights.subarray(index * taps, (index + 1) * taps).reduce((sum, weight) => sum + weight, 0),
  );
}

function sumOf({ weights }: ChannelWeights): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

function sizeOf({ weights }: ChannelWeights): number {
  return weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
}
