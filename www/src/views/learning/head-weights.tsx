/** The weights of the head's last layer, a strip a class, and beneath them what changed since the compared epoch. */
import { useMemo, useState } from "preact/hooks";
import { cssColourFromRgba, divergingColour } from "../../draw/colours";
import { inputOrder, strengthOf } from "../../draw/weight-strip";
import type { HeadWeights } from "../../engine/protocol";
import { type ClassWeights, weightsByClass } from "../../state/learning/weight-change";
import { text } from "../../text";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { ClassStrip, type MarkedNeuron } from "./class-strip";
import { Choice, Part } from "./part";

type Order = "number" | "size" | "change";

/** So that the panel of a dozen classes still fits on a few screens. */
const CELL_SIDE = 3;
const CELL_SIDE_OF_MANY = 2;
const MANY_STRIPS = 24;

export function HeadWeightsPart() {
  const { select } = useApp();
  const { weights } = select.learning.value;
  if (weights.error) {
    return (
      <Part title={learningText.weights}>
        <p class="learning-problem" role="alert">
          {text.problems.problem({ kind: "engine", error: weights.error })}
        </p>
      </Part>
    );
  }
  if (!weights.shown) {
    return (
      <Part title={learningText.weights}>
        <p class="quiet">{learningText.waiting}</p>
      </Part>
    );
  }
  return <Strips shown={weights.shown} compared={weights.compared} />;
}

function Strips({ shown, compared }: { shown: HeadWeights; compared: HeadWeights | undefined }) {
  const { select } = useApp();
  const classes = select.classes.value;
  const { shownEpoch } = select.learning.value;
  const [order, setOrder] = useState<Order>("number");
  const [marked, setMarked] = useState<MarkedNeuron | undefined>(undefined);
  const byClass = useMemo(() => weightsByClass(shown, compared, classes), [shown, compared, classes]);
  const hasChange = byClass.some(({ change }) => change !== undefined);
  const usedOrder = order === "change" && !hasChange ? "size" : order;
  const { inputs, strength, changeStrength, largest, largestChange } = useMemo(
    () => scales(byClass, usedOrder, shown.inputs),
    [byClass, usedOrder, shown.inputs],
  );
  const isFeature = shown.inputs === select.engine.value.backbone?.featureLength;
  const numStrips = byClass.length * (hasChange ? 3 : 1);
  const orders = (["number", "size", "change"] as const).filter((one) => one !== "change" || hasChange);
  return (
    <Part
      title={learningText.weights}
      help={learningText.weightsHelp(shown.inputs, isFeature)}
      tools={
        <Choice
          label={learningText.weightsOrder}
          value={usedOrder}
          options={orders.map((value) => ({ value, name: learningText.weightsOrders[value] }))}
          onChange={setOrder}
        />
      }
    >
      <p class="strip-scales">
        <Scale strength={strength} largest={largest} name={undefined} />
        {hasChange && (
          <Scale strength={changeStrength} largest={largestChange} name={learningText.changeName} />
        )}
      </p>
      <ul class="class-weights">
        {byClass.map((one) => (
          <li key={one.item.id}>
            <ClassStrip
              weights={one}
              order={inputs}
              cellSide={numStrips > MANY_STRIPS ? CELL_SIDE_OF_MANY : CELL_SIDE}
              strength={strength}
              changeStrength={changeStrength}
              epoch={shown.epoch}
              isNow={shownEpoch === undefined}
              comparedEpoch={compared?.epoch}
              isFeature={isFeature}
              marked={marked}
              onMark={setMarked}
            />
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** One order and one scale for all classes, so that they can be compared. */
function scales(byClass: readonly ClassWeights[], order: Order, numInputs: number) {
  const shown = joined(byClass.map((one) => one.shown));
  const compared = joined(byClass.flatMap((one) => one.compared ?? []));
  const changes = joined(byClass.flatMap(({ change }) => change ?? []));
  const sorted = { number: undefined, size: shown, change: changes }[order];
  return {
    inputs: inputOrder(sorted, numInputs),
    strength: Math.max(strengthOf(shown), strengthOf(compared)),
    changeStrength: strengthOf(changes),
    largest: Math.max(largestOf(shown), largestOf(compared)),
    largestChange: largestOf(changes),
  };
}

function largestOf(values: Float32Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}

/** Less than this beyond the scale rounds away. */
const CLIPPED = 1.05;

interface ScaleProps {
  strength: number;
  /** Of all weights; those beyond the scale are drawn as if they lay at its end. */
  largest: number;
  name: string | undefined;
}

function Scale({ strength, largest, name }: ScaleProps) {
  const colours = [-1, -0.5, 0, 0.5, 1].map((value) => cssColourFromRgba(divergingColour(value)));
  return (
    <span class="learning-scale quiet numbers" aria-hidden="true">
      {name ?? learningText.against} {learningText.scale(-strength)}
      <span style={{ background: `linear-gradient(to right, ${colours.join(", ")})` }} />
      {learningText.scale(strength)} {name === undefined && learningText.speaksFor}
      {largest > strength * CLIPPED && ` ${learningText.clipped(largest)}`}
    </span>
  );
}
