/** Types of the static server, for the tests that use it. */

export interface PageServerOptions {
  root: string;
  /** Begins and ends with a slash. */
  base?: string;
  port?: number;
  host?: string;
  /** Adds the headers that cross-origin isolation needs. */
  isIsolated?: boolean;
  /** Further folders, by their path relative to `base` (ending with a slash). */
  mounts?: Record<string, string>;
  /** Instead of the page's own, for the bench, whose peers start workers from text. */
  contentSecurityPolicy?: string;
  /** Compresses everything beforehand and as small as it gets, as a host for many visitors would. */
  isPrecompressed?: boolean;
  /** Told of every answer when all of it is on the wire. */
  onAnswer?: (answer: PageAnswer) => void;
}

export interface PageAnswer {
  /** As it was asked for, without the query. */
  path: string;
  status: number;
  encoding: "br" | "gzip" | undefined;
  /** With the head of the answer. */
  wireBytes: number;
}

export interface PageServer {
  /** Where the page is, with the base. */
  address: string;
  close(): Promise<void>;
}

export const CONTENT_SECURITY_POLICY: string;
export function startPageServer(options: PageServerOptions): Promise<PageServer>;
export function segmentsFromPath(rawPath: string): string[] | undefined;
