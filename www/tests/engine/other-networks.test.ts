/** Networks besides the standard one: drawn, from a file of the visitor's, from beside the page, or not there at all. */
import { expect, test } from "vitest";
import { networkBringer } from "../../src/engine/bring-network";
import type { NetworkChoice } from "../../src/engine/network-choice";
import { bringOther } from "../../src/engine/other-networks";
import type { EngineCommand, EngineEvent } from "../../src/engine/protocol";
import { fetchWeights } from "../../src/engine/weights-download";
import { FAKE_RESNET18 } from "../fake-network";

function engine() {
  const sent: EngineCommand[] = [];
  const send = async (command: EngineCommand): Promise<EngineEvent> => {
    sent.push(command);
    if (command.kind === "receiveWeights" && !command.isLast) {
      return { kind: "weightsReceived", receivedBytes: command.offset, decodedTensors: 0, numTensors: 1 };
    }
    return { kind: "backboneReady", backbone: FAKE_RESNET18 };
  };
  return { sent, client: { send } };
}

const nowhere = () => undefined;

test("one that is drawn needs no file", async () => {
  const { sent, client } = engine();
  const result = await bringOther(fetchWeights, { network: "resnet18", from: "drawn", seed: 7 }, client);
  expect(result).toMatchObject({ kind: "event", event: { kind: "backboneReady" } });
  expect(sent).toEqual([{ kind: "drawNetwork", network: "resnet18", seed: 7 }]);
});

test("a file of the visitor's is streamed as a download is, with its size", async () => {
  const { sent, client } = engine();
  const bytes = Uint8Array.from({ length: 600_000 }, (_, index) => index % 251);
  const choice: NetworkChoice = { network: "resnet18", from: "file", file: new Blob([bytes]) };
  const progress: [number, number | undefined][] = [];
  await bringOther(fetchWeights, choice, client, { onProgress: (...now) => progress.push(now) });
  expect(progress.at(-1)).toEqual([600_000, 600_000]);
  const received = sent.flatMap((command) => (command.kind === "receiveWeights" ? [command] : []));
  expect(received.length).toBeGreaterThan(1);
  expect(received.map(({ isLast }) => isLast)).toEqual([...received.slice(1).map(() => false), true]);
  const whole = received.flatMap((command) => [...command.bytes]);
  expect(whole.length).toBe(bytes.length);
  expect(whole.every((byte, index) => byte === index % 251)).toBe(true);
});

test("what lies nowhere is said to be absent, and nothing is asked of the engine", async () => {
  for (const choice of [
    { network: "resnet18", from: "page" },
    { network: "resnet18", from: "file", file: undefined },
  ] as const) {
    const { sent, client } = engine();
    const result = await bringOther(fetchWeights, choice, client, {}, nowhere);
    expect(result).toEqual({ kind: "problem", problem: { code: "absent" } });
    expect(sent).toEqual([]);
  }
});

test("a file beside the page is fetched once for all engines, also for whoever had opened it before", async () => {
  let numFetched = 0;
  const fetchFile: typeof fetchWeights = (url) => {
    const serve = async () => {
      numFetched += 1;
      return new Response(Uint8Array.of(1, 2, 3));
    };
    return fetchWeights(url, { fetch: serve as typeof fetch });
  };
  const urlOf = () => "resnet18-hash.weights";
  for (const choice of [
    { network: "resnet18", from: "page" },
    { network: "resnet18", from: "file", file: undefined },
  ] as const) {
    const { sent, client } = engine();
    await bringOther(fetchFile, choice, client, {}, urlOf);
    expect(sent).toHaveLength(1);
  }
  expect(numFetched).toBe(1);
});

test("the standard network is the one that set out with the page", async () => {
  let numDelivered = 0;
  const standard = {
    async deliver() {
      numDelivered += 1;
      return { kind: "problem", problem: { code: "aborted" } } as const;
    },
  };
  const bring = networkBringer(standard);
  await bring({ network: "efficientnet-lite0", from: "page" }, engine().client);
  expect(numDelivered).toBe(1);
  const drawn = engine();
  await bring({ network: "efficientnet-lite0", from: "drawn", seed: 1 }, drawn.client);
  expect(numDelivered).toBe(1);
  expect(drawn.sent.map(({ kind }) => kind)).toEqual(["drawNetwork"]);
});
