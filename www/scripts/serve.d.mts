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
}

export interface PageServer {
  /** Where the page is, with the base. */
  address: string;
  close(): Promise<void>;
}

export const CONTENT_SECURITY_POLICY: string;
export function startPageServer(options: PageServerOptions): Promise<PageServer>;
export function segmentsFromPath(rawPath: string): string[] | undefined;
