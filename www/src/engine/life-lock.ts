/** Tells the page when its worker is killed, for which there is no event: the worker holds a lock while it lives. */

type Locks = Pick<LockManager, "request">;

/** For the worker: takes a lock for as long as it lives, and says its name, if the browser has locks. */
export async function holdLifeLock(
  locks: Locks | undefined = globalThis.navigator?.locks,
  lockName = `engine-worker-${crypto.randomUUID()}`,
): Promise<string | undefined> {
  if (locks === undefined) return undefined;
  return new Promise((resolve) => {
    const forEver = () => {
      resolve(lockName);
      return new Promise<never>(() => {});
    };
    locks.request(lockName, forEver).catch(() => resolve(undefined));
  });
}

/** For the page: calls `onDeath` once the holder of the lock is gone, unless told to stop before. */
export function watchLifeLock(
  lockName: string,
  onDeath: () => void,
  signal: AbortSignal,
  locks: Locks | undefined = globalThis.navigator?.locks,
): void {
  locks
    ?.request(lockName, { signal }, () => {
      if (!signal.aborted) onDeath();
    })
    .catch(() => {
      // Refused or told to stop: then the page simply does not watch.
    });
}
