/** English for `explain`. */

export const explain = {};
