/** Looking through all pictures for a layer: in chunks, with an end that is always told, and never twice. */
import { expect, test } from "vitest";
import type { EngineCommand } from "../../src/engine/protocol";
import { followSurvey } from "../../src/state/neuron/follow-survey";
import { neuronIntents } from "../../src/state/neuron/neuron-intents";
import { missingPictures, type SurveyProgress, surveyLayer } from "../../src/state/neuron/survey-layer";
import { addPictures, type NeuronApp, neuronApp, PICTURE_BYTES, until } from "./neuron-app";

function survey(app: NeuronApp, signal = new AbortController().signal, layer = 1) {
  const seen: SurveyProgress[] = [];
  const end = surveyLayer(app.dependencies, layer, (progress) => seen.push(progress), signal);
  return { seen, end };
}

function surveyed(app: NeuronApp, layer = 1): number[][] {
  return app.sent.flatMap((command: EngineCommand) =>
    command.kind === "surveyLayer" && command.layer === layer ? [command.exampleIds] : [],
  );
}

test("all pictures are shown in chunks of eight, with progress", async () => {
  const app = neuronApp(19);
  const { seen, end } = survey(app);
  expect(await end).toEqual({ end: "complete" });
  expect(surveyed(app).map((ids) => ids.length)).toEqual([8, 8, 3]);
  expect(seen.map(({ done }) => done)).toEqual([0, 8, 16, 19]);
  expect(seen.every(({ total }) => total === 19)).toBe(true);
  const [first] = app.sent;
  expect(first?.kind === "surveyLayer" && first.pixels.length).toBe(8 * PICTURE_BYTES);
});

test("a second survey asks only about what was added since, also while it runs", async () => {
  const app = neuronApp(8);
  await survey(app).end;
  expect(await survey(app).end).toEqual({ end: "complete" });
  expect(surveyed(app)).toHaveLength(1);
  addPictures(app, 100, 9);
  const { end } = survey(app);
  await until(() => surveyed(app).length === 2);
  addPictures(app, 200, 2);
  await end;
  expect(surveyed(app).slice(1).flat()).toEqual([
    ...Array.from({ length: 9 }, (_, index) => 100 + index),
    200,
    201,
  ]);
  expect(missingPictures(app.store.state.value, 1)).toEqual([]);
  expect(missingPictures(app.store.state.value, 0)).toHaveLength(19);
});

test("two surveys of one layer at the same time do nothing twice", async () => {
  const app = neuronApp(20);
  const ends = await Promise.all([survey(app).end, survey(app).end]);
  expect(ends).toEqual([{ end: "complete" }, { end: "complete" }]);
  expect(surveyed(app).flat()).toHaveLength(20);
});

test("it stops when it is told to, and keeps what it has", async () => {
  const app = neuronApp(40);
  const stopping = new AbortController();
  const { end } = survey(app, stopping.signal);
  await until(() => surveyed(app).length === 2);
  stopping.abort();
  expect(await end).toEqual({ end: "stopped" });
  expect(surveyed(app)).toHaveLength(2);
  expect(missingPictures(app.store.state.value, 1)).toHaveLength(24);
});

test("an engine that lives and refuses ends it with the reason", async () => {
  const app = neuronApp(10);
  const error = { code: "placeUnknown", detail: "layer 1" } as const;
  app.answer = () => ({ kind: "failed", error });
  expect(await survey(app).end).toEqual({ end: "failed", error });
  expect(surveyed(app)).toHaveLength(1);
});

test("an engine that dies is waited for once, and is then shown everything again", async () => {
  const app = neuronApp(20);
  const error = { code: "panicked", detail: "killed" } as const;
  app.answer = () => {
    if (surveyed(app).length !== 2) return undefined;
    app.lose();
    setTimeout(() => app.isBack(), 5);
    return { kind: "failed", error };
  };
  expect(await survey(app).end).toEqual({ end: "complete" });
  expect(surveyed(app).map((ids) => ids.length)).toEqual([8, 8, 8, 8, 4]);

  const again = neuronApp(20);
  again.answer = () => {
    again.lose();
    setTimeout(() => again.isBack(), 5);
    return { kind: "failed", error };
  };
  expect(await survey(again).end).toEqual({ end: "failed", error });
  expect(surveyed(again)).toHaveLength(2);
});

test("when the engine's count shows that it forgot, everything is shown again", async () => {
  const app = neuronApp(24);
  app.answer = () => {
    if (surveyed(app).length === 3) app.forget();
    return undefined;
  };
  const { end } = survey(app);
  expect(await end).toEqual({ end: "complete" });
  expect(surveyed(app)).toHaveLength(5);
});

test("a picture that cannot be read is left out", async () => {
  const app = neuronApp(3);
  let calls = 0;
  app.dependencies.inputs.pixelsFromBlob = async () => {
    calls += 1;
    return calls === 2 ? undefined : new Uint8Array(PICTURE_BYTES);
  };
  expect(await survey(app).end).toEqual({ end: "complete" });
  expect(surveyed(app)).toEqual([[1, 3]]);
});

function turnTo(app: NeuronApp, layer: number | undefined): void {
  const of = layer === undefined ? undefined : { layer, channel: 3 };
  app.store.dispatch({ type: "neuron", action: { type: "turnedTo", of } });
}

test("a channel on view has its few pictures looked through by itself; leaving stops it", async () => {
  const app = neuronApp(30);
  const stop = followSurvey(app.dependencies);
  turnTo(app, 1);
  await until(() => surveyed(app).length === 2);
  expect(app.store.state.value.neuron.survey?.state.at).toBe("running");
  turnTo(app, undefined);
  await until(() => app.store.state.value.neuron.survey?.state.at === "stopped");
  expect(surveyed(app).length).toBeLessThan(4);
  turnTo(app, 1);
  await until(() => missingPictures(app.store.state.value, 1).length === 0);
  await until(() => app.store.state.value.neuron.survey === undefined);
  expect(surveyed(app).flat()).toHaveLength(30);
  stop();
});

test("many pictures wait for a wish, which can be taken back", async () => {
  const app = neuronApp(40);
  app.store.dispatch({ type: "embeddingTimed", millisPerPicture: 1000 });
  const intents = neuronIntents(app.dependencies);
  const stop = followSurvey(app.dependencies);
  turnTo(app, 1);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(surveyed(app)).toHaveLength(0);
  intents.survey(1);
  await until(() => surveyed(app).length === 2);
  intents.stopSurvey(1);
  await until(() => app.store.state.value.neuron.survey?.state.at === "stopped");
  const numAsked = surveyed(app).length;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(surveyed(app)).toHaveLength(numAsked);
  intents.survey(1);
  await until(() => missingPictures(app.store.state.value, 1).length === 0);
  stop();
});

test("a failure is kept until the learner tries again", async () => {
  const app = neuronApp(5);
  const stop = followSurvey(app.dependencies);
  app.answer = () => ({ kind: "failed", error: { code: "backboneMissing" } });
  turnTo(app, 1);
  await until(() => app.store.state.value.neuron.survey?.state.at === "failed");
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(surveyed(app)).toHaveLength(1);
  app.answer = () => undefined;
  neuronIntents(app.dependencies).survey(1);
  await until(() => missingPictures(app.store.state.value, 1).length === 0);
  stop();
});
