/** What can go wrong with the browser's storage, told apart by the names that browsers give to it. */

export type StorageProblem = "full" | "refused" | "failed";

export function problemFromError(cause: unknown): StorageProblem {
  const name = typeof cause === "object" && cause !== null && "name" in cause ? String(cause.name) : "";
  if (name === "QuotaExceededError" || name === "NS_ERROR_DOM_QUOTA_REACHED") return "full";
  // A private window, blocked cookies, or no IndexedDB at all.
  if (name === "SecurityError" || name === "NotAllowedError" || name === "ReferenceError") return "refused";
  return name === "InvalidStateError" || name === "MissingApiError" ? "refused" : "failed";
}
