/** The part of the page's address behind the `#`, and its history; tests give another one. */

export interface AddressBar {
  /** With its `#`; empty when there is nothing behind it. */
  read(): string;
  /** A new step in the history, to which the back button leads. */
  push(hash: string): void;
  /** Instead of the current step. */
  replace(hash: string): void;
  /** Hears when someone else changed it. Gives what ends it. */
  listen(onChange: () => void): () => void;
}

export function browserAddressBar(): AddressBar {
  // Tests of the state have no window.
  if (typeof history === "undefined" || typeof location === "undefined") return NO_BAR;
  // Nothing behind the `#` must not leave a bare `#` behind, nor scroll the page to its top.
  const address = (hash: string) => (hash === "" ? location.pathname + location.search : hash);
  return {
    read: () => location.hash,
    push: (hash) => history.pushState(null, "", address(hash)),
    replace: (hash) => history.replaceState(null, "", address(hash)),
    listen(onChange) {
      addEventListener("popstate", onChange);
      addEventListener("hashchange", onChange);
      return () => {
        removeEventListener("popstate", onChange);
        removeEventListener("hashchange", onChange);
      };
    },
  };
}

const NO_BAR: AddressBar = { read: () => "", push: () => {}, replace: () => {}, listen: () => () => {} };
