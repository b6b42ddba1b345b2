/** The picture that the channel likes best, while it grows. */
import { useEffect, useRef, useState } from "preact/hooks";
import { SparkLine } from "../../draw/spark-line";
import type { ChannelPlace } from "../../engine/protocol";
import { type Growth, isSamePlace } from "../../state/neuron/neuron-state";
import { neuronText } from "../../text/neuron";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { PauseIcon, PlayIcon, ResetIcon } from "../shared/icons";
import { Problem, Section } from "./section";

const CURVE_WIDTH = 148;
const CURVE_HEIGHT = 44;

export function GrownPicture({ of }: { of: ChannelPlace }) {
  const { select } = useApp();
  const { growth: newest } = select.neuron.value;
  const growth = newest && isSamePlace(newest.of, of) ? newest : undefined;
  return (
    <Section title={neuronText.grown}>
      <div class="grown">
        <Canvas growth={growth} />
        <div class="grown-side">
          {growth ? <Course growth={growth} /> : <p class="quiet">{neuronText.grownIntro}</p>}
          <Controls of={of} growth={growth} />
        </div>
      </div>
      {growth?.error && <Problem error={growth.error} />}
      <p class="quiet neuron-note">{neuronText.grownSource}</p>
      <p class="visually-hidden" role="status">
        {useAnnouncement(growth)}
      </p>
    </Section>
  );
}

/** For those who asked for less motion, the picture changes only now and then, and when it rests. */
const CALM_MILLIS = 2000;

function Canvas({ growth }: { growth: Growth | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawnAtMillis = useRef(0);
  const picture = growth?.picture;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context || !picture) return;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const isSoon = performance.now() - drawnAtMillis.current < CALM_MILLIS;
    if (isCalm && growth.isWanted && isSoon && growth.curve.length > 1) return;
    drawnAtMillis.current = performance.now();
    const { side, pixels } = picture;
    canvas.current.width = side;
    canvas.current.height = side;
    context.putImageData(new ImageData(new Uint8ClampedArray(pixels), side, side), 0, 0);
  }, [picture, growth?.isWanted]);
  const last = growth?.curve.at(-1);
  if (!growth || !picture || !last) return <div class="grown-picture" aria-hidden="true" />;
  const label = neuronText.grownLabel(last.step, last.excitement);
  return <canvas ref={canvas} class="grown-picture" role="img" aria-label={label} />;
}

function Course({ growth }: { growth: Growth }) {
  const { select } = useApp();
  const isTraining = select.training.value.isWanted;
  const activation = select.inside.value.layers?.[growth.of.layer]?.activation ?? "none";
  const [first, last] = [growth.curve[0], growth.curve.at(-1)];
  if (growth.isWanted && isTraining) return <p class="quiet">{neuronText.growWaits}</p>;
  if (!first || !last) return <p class="quiet">{growth.isWanted ? neuronText.growStarting : ""}</p>;
  return (
    <div>
      <p class="numbers">{neuronText.growSteps(growth.step, growth.targetStep)}</p>
      <SparkLine
        points={growth.curve.map(({ step, excitement }) => ({ x: step, y: excitement }))}
        xEnd={growth.targetStep}
        width={CURVE_WIDTH}
        height={CURVE_HEIGHT}
        label={neuronText.curveLabel(first.excitement, last.excitement, last.step)}
      />
      <p class="quiet grown-axes">{neuronText.curveAxes}</p>
      <p class="numbers">{neuronText.excitement(last.excitement)}</p>
      <p class="quiet grown-axes">{neuronText.excitementHelp(activation)}</p>
    </div>
  );
}

function Controls({ of, growth }: { of: ChannelPlace; growth: Growth | undefined }) {
  const { select, intents } = useApp();
  const isReady = select.engine.value.phase.at === "ready";
  const hasBegun = growth !== undefined && growth.step > 0;
  if (growth?.isWanted) {
    return (
      <div class="grown-controls">
        <Button onClick={() => intents.neuron.pauseGrowing()}>
          <PauseIcon />
          {neuronText.growPause}
        </Button>
      </div>
    );
  }
  return (
    <div class="grown-controls">
      <Button isDisabled={!isReady} onClick={() => intents.neuron.grow(of)}>
        <PlayIcon />
        {hasBegun ? neuronText.growOn : neuronText.grow}
      </Button>
      {hasBegun && (
        <Button look="quiet" isDisabled={!isReady} onClick={() => intents.neuron.growAgain(of)}>
          <ResetIcon />
          {neuronText.growAgain}
        </Button>
      )}
    </div>
  );
}

/** The beginning, the pauses and the end; not every step. */
function useAnnouncement(growth: Growth | undefined): string {
  const [message, setMessage] = useState("");
  const wasWanted = useRef(false);
  const isWanted = growth?.isWanted ?? false;
  useEffect(() => {
    if (wasWanted.current === isWanted) return;
    wasWanted.current = isWanted;
    const { growing, paused, finished } = neuronText.growLive;
    if (isWanted) setMessage(growing);
    else if (growth) setMessage((growth.step >= growth.targetStep ? finished : paused)(growth.step));
  }, [isWanted]);
  return message;
}
