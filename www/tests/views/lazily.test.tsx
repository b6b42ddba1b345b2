/** Code that is fetched later: nothing stands in its place until it is there, and a failure is tried again. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lazily } from "../../src/views/shared/lazily";

let place: HTMLElement;

beforeEach(() => {
  place = document.createElement("div");
});

afterEach(() => render(null, place));

test("it is fetched when it is first drawn, and once", async () => {
  const load = vi.fn(async () => () => <p>chart</p>);
  const part = lazily(load);
  await act(() => render(<part.View />, place));
  await vi.waitFor(() => expect(place.textContent).toBe("chart"));
  render(null, place);
  await act(() => render(<part.View />, place));
  expect(place.textContent).toBe("chart");
  expect(load).toHaveBeenCalledOnce();
});

test("what was fetched ahead of time is there at once", async () => {
  const part = lazily(async () => () => <p>chart</p>);
  part.prefetch();
  await Promise.resolve();
  await act(() => render(<part.View />, place));
  expect(place.textContent).toBe("chart");
});

test("after a failure the place stays empty, and the next one to draw it tries again", async () => {
  const load = vi
    .fn<() => Promise<() => preact.JSX.Element>>()
    .mockRejectedValueOnce(new Error("offline"))
    .mockResolvedValue(() => <p>chart</p>);
  const part = lazily(load);
  await act(() => render(<part.View />, place));
  expect(place.textContent).toBe("");
  render(null, place);
  await act(() => render(<part.View />, place));
  await vi.waitFor(() => expect(place.textContent).toBe("chart"));
});

test("what could not be fetched is said, and fetched when the network is back", async () => {
  const load = vi
    .fn<() => Promise<() => preact.JSX.Element>>()
    .mockRejectedValueOnce(new Error("offline"))
    .mockResolvedValue(() => <p>chart</p>);
  const part = lazily(load);
  await act(() => render(<part.View meanwhile="soon" whenMissing="offline" />, place));
  await vi.waitFor(() => expect(place.textContent).toBe("offline"));
  await act(() => void window.dispatchEvent(new Event("online")));
  await vi.waitFor(() => expect(place.textContent).toBe("chart"));
});
