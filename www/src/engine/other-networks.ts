/** Networks besides the standard one: from a file beside the page, from one of the visitor's own, or drawn at random. */
import type { AnsweringEngine } from "./client";
import type { NetworkChoice } from "./network-choice";
import type { NetworkName } from "./protocol";
import type { fetchWeights, Weights, WeightsDownloadOptions, WeightsResult } from "./weights-download";

/** Empty where the page was built without the file, which takes a step of its own. */
const RESNET18_FILES = import.meta.glob<string>("../../../weights/resnet18.weights", {
  query: "?url",
  import: "default",
  eager: true,
});

const ABSENT: WeightsResult = { kind: "problem", problem: { code: "absent" } };

const hosted = new Map<string, Weights>();

/** Where the file of a network lies beside the page; nothing where it does not. */
export function hostedUrl(network: NetworkName): string | undefined {
  return network === "resnet18" ? Object.values(RESNET18_FILES)[0] : undefined;
}

/** `fetchFile` is handed on, because the bundler cuts what late parts import out of the page's own code, at a price. */
export async function bringOther(
  fetchFile: typeof fetchWeights,
  choice: NetworkChoice,
  engine: AnsweringEngine,
  options: WeightsDownloadOptions = {},
  urlOf: typeof hostedUrl = hostedUrl,
): Promise<WeightsResult> {
  const { network, from } = choice;
  if (from === "drawn") {
    const event = await engine.send({ kind: "drawNetwork", network, seed: choice.seed });
    return { kind: "event", event };
  }
  if (from === "file" && choice.file) {
    return fetchFile("", { fetch: asDownload(choice.file) }).deliver(engine, options);
  }
  // Whoever opened a file in an earlier visit gets the same network, where it lies beside the page by now.
  const url = urlOf(network);
  return url === undefined ? ABSENT : hostedWeights(url, fetchFile).deliver(engine, options);
}

/** Kept for the next engine, like the standard network's. */
function hostedWeights(url: string, fetchFile: typeof fetchWeights): Weights {
  const known = hosted.get(url) ?? fetchFile(url);
  hosted.set(url, known);
  return known;
}

/** A file on its way from the disk comes as one from a server does. */
function asDownload(file: Blob): typeof fetch {
  const headers = { "content-length": String(file.size) };
  return async () => new Response(file.stream(), { headers });
}
