/** Lets only one tab write: two tabs would give the same identifiers to different pictures. */

const LOCK_NAME = "afterimage-work";

/** After a reload the page before may hold the lock for a moment longer. */
const LONGEST_WAIT_MILLIS = 2000;

/** Gives the function that releases the lock, or `undefined` when another tab keeps it. */
export async function takeWorkLock(
  locks: Pick<LockManager, "request"> | undefined = globalThis.navigator?.locks,
  waitMillis = LONGEST_WAIT_MILLIS,
): Promise<(() => void) | undefined> {
  // Browsers without locks are older than the trouble is worth.
  if (locks === undefined) return () => {};
  return new Promise((resolve) => {
    const holdUntilReleased = () => new Promise<void>((release) => resolve(release));
    locks
      .request(LOCK_NAME, { signal: AbortSignal.timeout(waitMillis) }, holdUntilReleased)
      .catch((cause) => {
        const isTaken = cause instanceof DOMException && cause.name !== "SecurityError";
        resolve(isTaken ? undefined : () => {});
      });
  });
}
