/** The memory of a browser's processes as Linux counts it: each one's share, so that nothing counts twice. */
import { readdir, readFile } from "node:fs/promises";

/**
 * Bytes by kind of process (`browser`, `renderer`, `gpu-process`, …) and in all, for the browser that was started
 * with this profile. Undefined where the system does not tell (anything but Linux).
 */
export async function memoryOfBrowser(profileFolder) {
  const processes = await allProcesses();
  const root = processes.find(
    ({ words }) => words.includes(`--user-data-dir=${profileFolder}`) && !kindOf(words),
  );
  if (!root) return undefined;
  const byKind = {};
  let totalBytes = 0;
  for (const { processId, words } of descendants(processes, root)) {
    const bytes = await proportionalBytes(processId);
    // It may have ended since, or it belongs to somebody else.
    if (bytes === undefined) continue;
    const kind = kindOf(words) ?? "browser";
    byKind[kind] = (byKind[kind] ?? 0) + bytes;
    totalBytes += bytes;
  }
  return { byKind, totalBytes };
}

/** Watches the sum until it is stopped; gives the largest. */
export function watchPeak(profileFolder, everyMillis = 2000) {
  let peakBytes = 0;
  let isStopped = false;
  const watching = (async () => {
    while (!isStopped) {
      const memory = await memoryOfBrowser(profileFolder);
      peakBytes = Math.max(peakBytes, memory?.totalBytes ?? 0);
      await new Promise((resolve) => setTimeout(resolve, everyMillis));
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await watching;
      return peakBytes;
    },
  };
}

async function allProcesses() {
  const names = await readdir("/proc").catch(() => []);
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess));
  return found.filter((process) => process !== undefined);
}

async function readProcess(name) {
  try {
    const [status, commandLine] = await Promise.all([
      readFile(`/proc/${name}/stat`, "utf8"),
      readFile(`/proc/${name}/cmdline`, "utf8"),
    ]);
    // The name in parentheses may hold anything; state and parent follow it.
    const [, parentId] = status.slice(status.lastIndexOf(")") + 2).split(" ");
    // Processes that Chromium forks have their words in one piece.
    return { processId: Number(name), parentId: Number(parentId), words: commandLine.split(/[\0 ]/) };
  } catch {
    return undefined;
  }
}

function descendants(processes, root) {
  const family = [root];
  for (const parent of family) {
    family.push(...processes.filter(({ parentId }) => parentId === parent.processId));
  }
  return family;
}

function kindOf(words) {
  return words.find((word) => word.startsWith("--type="))?.slice("--type=".length);
}

async function proportionalBytes(processId) {
  try {
    const text = await readFile(`/proc/${processId}/smaps_rollup`, "utf8");
    const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(text) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
