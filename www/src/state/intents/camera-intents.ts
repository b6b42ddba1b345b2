/** The camera, shared by recording and trying: it is open for as long as one of the two wants it. */

import type { EngineEvent } from "../../engine/protocol";
import type { Picture } from "../../inputs/picture";
import type { Webcam } from "../../inputs/webcam";
import type { AppState } from "../app-state";
import { placeKey, seenLevel } from "../inside/inside-state";
import type { LiveLayers } from "../inside/live-layers";
import { seenPicture } from "../picture-side";
import type { AddingIntents } from "./adding-intents";
import type { Dependencies } from "./dependencies";

export interface CameraIntents {
  startTrying(): Promise<void>;
  stopTrying(): void;
  openRecorder(classId: number): Promise<void>;
  closeRecorder(): void;
  /** Adds pictures to the recorder's class until `stopRecording`; all of them are one group. */
  startRecording(): void;
  stopRecording(): void;
  chooseDevice(deviceId: string): Promise<void>;
  retry(): Promise<void>;
  /** For the preview; there while the camera is live. */
  stream(): MediaStream | undefined;
  isMirrored(): boolean;
}

/** Faster, and neighbours would be the same picture; slower, and holding the button feels dead. */
const MILLIS_BETWEEN_PICTURES = 125;

/** A camera that delivers nothing must not stop the loop from noticing that it ended. */
const LONGEST_FRAME_WAIT_MILLIS = 200;

export function cameraIntents(
  dependencies: Dependencies,
  adding: AddingIntents,
  pictureName: (number: number) => string,
): CameraIntents {
  const { store, client, inputs, nowMillis, waitMillis } = dependencies;
  let webcam: Webcam | undefined;
  let opening: AbortController | undefined;
  let isLooping = false;
  let liveLayers: LiveLayers | undefined;
  let wasInside = false;

  const state = () => store.state.value;
  const isWanted = () =>
    state().trying.source.from === "camera" || state().camera.capturingClassId !== undefined;

  async function open(deviceId = state().camera.deviceId): Promise<void> {
    if (webcam || opening) return;
    const attempt = new AbortController();
    opening = attempt;
    store.dispatch({ type: "cameraOpening" });
    const result = await inputs.openWebcam({
      ...(deviceId !== undefined && { deviceId }),
      signal: attempt.signal,
      onEnded(problem) {
        webcam = undefined;
        store.dispatch({ type: "cameraFailed", problem });
      },
    });
    opening = undefined;
    if (attempt.signal.aborted || !isWanted()) {
      result.webcam?.stop();
      return;
    }
    if (!result.webcam) {
      store.dispatch({ type: "cameraFailed", problem: result.problem });
      return;
    }
    webcam = result.webcam;
    const devices = await inputs.listCameras();
    store.dispatch({ type: "cameraLive", devices, deviceId: webcam?.deviceId });
    void loop();
  }

  function close(): void {
    opening?.abort();
    opening = undefined;
    webcam?.stop();
    webcam = undefined;
    store.dispatch({ type: "cameraClosed" });
  }

  function closeUnlessWanted(): void {
    if (!isWanted()) close();
  }

  /** Grab, ask, and only then the next: the pace is the device's own. */
  async function loop(): Promise<void> {
    if (isLooping) return;
    isLooping = true;
    while (webcam && state().trying.source.from === "camera") {
      await Promise.race([webcam.nextFrame(), waitMillis(LONGEST_FRAME_WAIT_MILLIS)]);
      const pixels = webcam?.grabPixels({ isMirrored: isMirrored() });
      const canAnswer = state().training.hasHead || state().inside.isOpen;
      const isAsked = pixels && canAnswer && state().engine.phase.at === "ready";
      const begin = nowMillis();
      const event = isAsked ? await askAbout(pixels) : undefined;
      if (event?.kind === "classified" || event?.kind === "layersSeen") {
        store.dispatch({ type: "pictureTimed", millis: nowMillis() - begin });
      } else await waitMillis(LONGEST_FRAME_WAIT_MILLIS);
    }
    isLooping = false;
  }

  /**
   * What the inside of the network makes of a frame comes with its answer. Where the answer is explained as well,
   * the two kinds of question take turns.
   */
  async function askAbout(frame: Uint8Array): Promise<EngineEvent | undefined> {
    const { training, trying, inside, learning, plan } = state();
    const seen = seenPicture(frame, plan.pictureSide);
    if (inside.isOpen) await fetchLiveLayers();
    const layers = liveLayers?.choices(inside);
    const isTurnOfAnswer = training.hasHead && trying.isExplaining && wasInside;
    wasInside = layers !== undefined && !isTurnOfAnswer;
    if (!layers || isTurnOfAnswer) {
      return training.hasHead
        ? client.classifyLatest(seen.pixels, seen.side, trying.isExplaining, learning.shownEpoch)
        : undefined;
    }
    const command = { kind: "seeLayers", ...seen, layers } as const;
    const event = await client.askLatest("inside live", command);
    if (event && state().trying.source === trying.source) tellInside(event, inside);
    return event;
  }

  /** What chooses layers for a live picture comes with the first one that is looked at from inside. */
  async function fetchLiveLayers(): Promise<void> {
    if (liveLayers) return;
    try {
      const { createLiveLayers } = await import("../inside/live-layers");
      liveLayers ??= createLiveLayers(nowMillis);
    } catch {
      // The network is gone; until it is back there are answers without maps.
    }
  }

  function tellInside(event: EngineEvent, inside: AppState["inside"]): void {
    const level = seenLevel(inside.place);
    if (level === undefined) return;
    const of = { place: placeKey(inside.place), source: state().trying.source };
    if (event.kind === "layersSeen") {
      const layers = liveLayers?.heard(inside, event.layers);
      if (layers)
        store.dispatch({ type: "inside", action: { type: "seen", level, seen: { ...of, layers } } });
    } else if (event.kind === "failed") {
      const seen = { ...of, error: event.error };
      store.dispatch({ type: "inside", action: { type: "seen", level, seen } });
    }
  }

  async function record(classId: number): Promise<void> {
    const groupKey = `webcam ${crypto.randomUUID()}`;
    const isOn = () => state().camera.isRecording && state().camera.capturingClassId === classId;
    for (let number = 1; webcam && isOn(); number += 1) {
      const begin = nowMillis();
      const picture: Picture | undefined = await webcam.grabPicture(groupKey, pictureName(number), {
        isMirrored: isMirrored(),
      });
      if (picture) adding.addPictures([picture], classId);
      await waitMillis(Math.max(0, MILLIS_BETWEEN_PICTURES - (nowMillis() - begin)));
    }
  }

  function isMirrored(): boolean {
    return webcam?.looksAtUser ?? true;
  }

  return {
    async startTrying() {
      store.dispatch({ type: "trySourceChanged", source: { from: "camera" } });
      if (webcam) void loop();
      else await open();
    },
    stopTrying() {
      store.dispatch({ type: "trySourceChanged", source: { from: "nothing" } });
      closeUnlessWanted();
    },
    async openRecorder(classId) {
      store.dispatch({ type: "captureChanged", classId });
      await open();
    },
    closeRecorder() {
      store.dispatch({ type: "captureChanged", classId: undefined });
      closeUnlessWanted();
    },
    startRecording() {
      const { capturingClassId, isRecording } = state().camera;
      if (!webcam || isRecording || capturingClassId === undefined) return;
      store.dispatch({ type: "recordingChanged", isRecording: true });
      void record(capturingClassId);
    },
    stopRecording: () => store.dispatch({ type: "recordingChanged", isRecording: false }),
    async chooseDevice(deviceId) {
      close();
      await open(deviceId);
    },
    async retry() {
      close();
      await open();
    },
    stream: () => webcam?.stream,
    isMirrored,
  };
}
