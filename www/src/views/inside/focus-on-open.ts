/** Whoever opened the network by a button goes on in it by keyboard; whoever came by an address is left where they are. */

let isWanted = false;

export function wantFocusInside(): void {
  isWanted = true;
}

/** True once after it was wanted. */
export function takeFocusWish(): boolean {
  const wasWanted = isWanted;
  isWanted = false;
  return wasWanted;
}
