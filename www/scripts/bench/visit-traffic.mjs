/** Counts what a server sent: requests, bytes on the wire, and by which file. */
import { basename } from "node:path";

export function createTraffic() {
  let answers = [];
  return {
    onAnswer: (answer) => answers.push(answer),
    /** Forgets what was counted so far. */
    begin() {
      answers = [];
    },
    /** Until now. */
    soFar: () => summary(answers),
  };
}

function summary(answers) {
  const files = answers.map(({ path, status, wireBytes }) => ({
    name: basename(path) || "index.html",
    status,
    wireBytes,
  }));
  return { numRequests: files.length, wireBytes: sumOf(files), files };
}

/** Bytes of the files whose name ends so. */
export function bytesOf({ files }, ...endings) {
  return sumOf(files.filter(({ name }) => endings.some((ending) => name.endsWith(ending))));
}

/** For a person, largest first. */
export function listOf({ files }) {
  return [...files]
    .sort((one, other) => other.wireBytes - one.wireBytes)
    .map(
      ({ name, status, wireBytes }) =>
        `${String(wireBytes).padStart(9)} B  ${name}${status === 200 ? "" : ` (${status})`}`,
    )
    .join("\n");
}

function sumOf(files) {
  return files.reduce((sum, { wireBytes }) => sum + wireBytes, 0);
}
