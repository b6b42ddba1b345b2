/** What trying changes: the picture in hand, and the camera that both trying and recording share. */
import type { TryAction } from "./actions";
import type { AppState } from "./app-state";
import { smoothed } from "./reduce-training";

export function reduceTrying(state: AppState, action: TryAction): AppState {
  const { trying, camera } = state;
  switch (action.type) {
    case "trySourceChanged":
      return {
        ...state,
        trying: { ...trying, source: action.source, answer: undefined, chosenClassId: undefined },
      };
    case "explainingChanged":
      return { ...state, trying: { ...trying, isExplaining: action.isExplaining } };
    case "explainedClassChosen":
      return { ...state, trying: { ...trying, chosenClassId: action.classId } };
    case "pictureTimed":
      return {
        ...state,
        trying: { ...trying, millisPerPicture: smoothed(trying.millisPerPicture, action.millis) },
      };
    case "cameraOpening":
      return { ...state, camera: { ...camera, phase: { at: "opening" } } };
    case "cameraLive":
      return {
        ...state,
        camera: { ...camera, phase: { at: "live" }, devices: action.devices, deviceId: action.deviceId },
      };
    case "cameraFailed":
      return {
        ...state,
        camera: { ...camera, phase: { at: "failed", problem: action.problem }, isRecording: false },
      };
    case "cameraClosed":
      return { ...state, camera: { ...camera, phase: { at: "off" }, isRecording: false } };
    case "captureChanged":
      return { ...state, camera: { ...camera, capturingClassId: action.classId, isRecording: false } };
    case "recordingChanged":
      return { ...state, camera: { ...camera, isRecording: action.isRecording } };
    default:
      return action satisfies never;
  }
}
