/** Says on what a measurement was made: processor, memory, how busy it was, and which commit. */
import { execFileSync } from "node:child_process";
import { cpus, loadavg, platform, release, totalmem } from "node:os";

export function machine() {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    numCores: cpus().length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
    node: process.version,
    /** Of the last minute before it began; above 0 something else was at work. */
    loadBefore: loadavg()[0],
  };
}

/** Without a repository, or without git, nobody knows. */
export function commitOf(folder) {
  const git = (...words) =>
    execFileSync("git", ["-C", folder, ...words], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    const commit = git("rev-parse", "--short", "HEAD");
    // What this script writes itself does not make the measured code another one.
    const changes = git("status", "--porcelain", "--", ".", ":!docs/benchmarks.*");
    return changes === "" ? commit : `${commit} with changes`;
  } catch {
    return "unknown";
  }
}
