/** For how long the last move of a ticket can be taken back, in milliseconds. */
export const undoMs = 24 * 60 * 60 * 1_000;
/** A command that could not be sent is given up after this long, in milliseconds. */
export const unsentCommandMs = 10 * 60 * 1_000;
