/** English for `inside`. */

export const inside = {};
