/** English for `learning`. */

export const learning = {};
