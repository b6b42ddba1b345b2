/** The picture that a channel likes grows a few steps at a time, and only while somebody may look. */
import { expect, test } from "vitest";
import type { EngineCommand } from "../../src/engine/protocol";
import { followGrowth } from "../../src/state/neuron/grow-picture";
import { neuronIntents } from "../../src/state/neuron/neuron-intents";
import { STEPS_TO_GROW } from "../../src/state/neuron/neuron-state";
import { type NeuronApp, neuronApp, until } from "./neuron-app";

const OF = { layer: 1, channel: 3 };

function growing(app: NeuronApp) {
  return {
    stop: followGrowth(app.dependencies),
    intents: neuronIntents(app.dependencies),
    growth: () => app.store.state.value.neuron.growth,
    asked: () =>
      app.sent.filter(
        (command): command is Extract<EngineCommand, { kind: "growPicture" }> =>
          command.kind === "growPicture",
      ),
  };
}

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 15));

test("it grows until the end, and goes on from there when asked to", async () => {
  const { stop, intents, growth, asked } = growing(neuronApp(0));
  intents.grow(OF);
  await until(() => growth()?.isWanted === false);
  expect(growth()?.step).toBe(STEPS_TO_GROW);
  expect(asked()).toHaveLength(STEPS_TO_GROW / 4);
  expect(asked().map(({ restart }) => restart)).toEqual([true, ...Array(STEPS_TO_GROW / 4 - 1).fill(false)]);
  expect(growth()?.curve.at(-1)).toEqual({ step: STEPS_TO_GROW, excitement: STEPS_TO_GROW / 10 });
  await aWhile();
  expect(asked()).toHaveLength(STEPS_TO_GROW / 4);
  intents.grow(OF);
  await until(() => (growth()?.step ?? 0) > STEPS_TO_GROW);
  expect(growth()?.targetStep).toBe(2 * STEPS_TO_GROW);
  stop();
});

test("pausing is not asking; again begins from other noise", async () => {
  const { stop, intents, growth, asked } = growing(neuronApp(0));
  intents.grow(OF);
  await until(() => (growth()?.step ?? 0) >= 12);
  intents.pauseGrowing();
  await aWhile();
  const numAsked = asked().length;
  const step = growth()?.step;
  await aWhile();
  expect(asked()).toHaveLength(numAsked);
  expect(growth()?.step).toBe(step);
  intents.growAgain(OF);
  await until(() => asked().length > numAsked);
  expect(asked()[numAsked]).toMatchObject({ seed: 2, restart: true });
  expect(growth()?.curve.length).toBeLessThan(4);
  stop();
});

test("it waits in a hidden tab and while the classes are trained", async () => {
  const app = neuronApp(0);
  const { stop, intents, growth, asked } = growing(app);
  app.isVisible = false;
  intents.grow(OF);
  await aWhile();
  expect(asked()).toHaveLength(0);
  app.isVisible = true;
  await until(() => asked().length > 2);
  app.store.dispatch({ type: "trainingWanted", targetEpoch: 40 });
  await aWhile();
  const numAsked = asked().length;
  await aWhile();
  expect(asked()).toHaveLength(numAsked);
  expect(growth()?.isWanted).toBe(true);
  app.store.dispatch({ type: "trainingPaused" });
  await until(() => asked().length > numAsked);
  stop();
});

test("leaving the channel pauses it, and its picture is still there on return", async () => {
  const app = neuronApp(0);
  const { stop, intents, growth, asked } = growing(app);
  intents.grow(OF);
  await until(() => asked().length > 2);
  app.store.dispatch({ type: "neuron", action: { type: "turnedTo", of: undefined } });
  await aWhile();
  const numAsked = asked().length;
  await aWhile();
  expect(asked()).toHaveLength(numAsked);
  expect(growth()).toMatchObject({ isWanted: false, of: OF });
  intents.grow(OF);
  await until(() => asked().length > numAsked);
  expect(asked()[numAsked]?.restart).toBe(false);
  stop();
});

test("a refusal is told and ends it; an engine that died is waited for, and begins anew", async () => {
  const app = neuronApp(0);
  const { stop, intents, growth, asked } = growing(app);
  const error = { code: "placeUnknown", detail: "" } as const;
  app.answer = () => ({ kind: "failed", error });
  intents.grow(OF);
  await until(() => growth()?.isWanted === false);
  expect(growth()?.error).toEqual(error);
  expect(asked()).toHaveLength(1);

  app.answer = () => undefined;
  intents.grow(OF);
  await until(() => (growth()?.step ?? 0) >= 8);
  expect(growth()?.error).toBeUndefined();
  app.lose();
  await aWhile();
  const numAsked = asked().length;
  await aWhile();
  expect(asked()).toHaveLength(numAsked);
  // The new engine knows nothing of the steps before.
  app.answer = (command) =>
    command.kind === "growPicture"
      ? { kind: "pictureGrown", ...OF, step: 4, excitement: 1, side: 1, pixels: new Uint8Array(4) }
      : undefined;
  app.isBack();
  await until(() => growth()?.step === 4);
  expect(growth()?.curve).toEqual([{ step: 4, excitement: 1 }]);
  stop();
});
