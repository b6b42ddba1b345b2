/** The camera without a camera: every way it can refuse or end has its code. */
// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { cameraProblemFromError, openWebcam } from "../../src/inputs/webcam";

class FakeTrack extends EventTarget {
  isStopped = false;
  stop() {
    this.isStopped = true;
  }
  getSettings() {
    return { deviceId: "one", facingMode: "environment" };
  }
}

function streamOf(track: FakeTrack): MediaStream {
  return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
}

function giveCamera(getUserMedia: (constraints: MediaStreamConstraints) => Promise<MediaStream>): void {
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  vi.spyOn(HTMLVideoElement.prototype, "play").mockImplementation(async () => {});
  Object.defineProperty(HTMLVideoElement.prototype, "srcObject", {
    writable: true,
    configurable: true,
    value: null,
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test.each([
  ["NotAllowedError", "notAllowed"],
  ["SecurityError", "notAllowed"],
  ["NotFoundError", "notFound"],
  ["OverconstrainedError", "notFound"],
  ["NotReadableError", "inUse"],
  ["AbortError", "inUse"],
  ["SomethingNew", "failed"],
])("%s is %s", async (name, problem) => {
  const refusal = Object.assign(new Error("no"), { name });
  expect(cameraProblemFromError(refusal)).toBe(problem);
  giveCamera(() => Promise.reject(refusal));
  expect(await openWebcam()).toEqual({ problem });
});

test("a browser without cameras, and a page that is not served safely", async () => {
  vi.stubGlobal("navigator", {});
  expect(await openWebcam()).toEqual({ problem: "notSupported" });
  expect(cameraProblemFromError(undefined)).toBe("failed");
});

test("a camera that is pulled out is told once, and one that is stopped is not", async () => {
  const track = new FakeTrack();
  giveCamera(async () => streamOf(track));
  const problems: string[] = [];
  const { webcam } = await openWebcam({ onEnded: (problem) => problems.push(problem) });
  expect(webcam?.looksAtUser).toBe(false);
  track.dispatchEvent(new Event("ended"));
  track.dispatchEvent(new Event("ended"));
  expect(problems).toEqual(["ended"]);
  expect(webcam?.grabPixels()).toBeUndefined();

  const second = await openWebcam({ onEnded: (problem) => problems.push(problem) });
  second.webcam?.stop();
  track.dispatchEvent(new Event("ended"));
  expect(track.isStopped).toBe(true);
  expect(problems).toEqual(["ended"]);
});

test("the camera of last time is gone: any other will do", async () => {
  const asked: unknown[] = [];
  giveCamera(async ({ video }) => {
    asked.push(video);
    if (asked.length === 1) throw Object.assign(new Error("gone"), { name: "OverconstrainedError" });
    return streamOf(new FakeTrack());
  });
  const { webcam } = await openWebcam({ deviceId: "gone", facingMode: "user" });
  expect(webcam).toBeDefined();
  expect(asked).toMatchObject([{ deviceId: { exact: "gone" } }, { facingMode: "user" }]);
});

test("a camera that opens too late is closed again", async () => {
  const track = new FakeTrack();
  const stop = new AbortController();
  giveCamera(async () => {
    stop.abort();
    return streamOf(track);
  });
  expect(await openWebcam({ signal: stop.signal })).toEqual({ problem: "ended" });
  expect(track.isStopped).toBe(true);
});
