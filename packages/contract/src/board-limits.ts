/** Orders with this `origen` are the smoke test's: they are tickets like any other, but no board shows them. */
export const smokeOrigin = 'smoke';

/** Behind by more than this, a board gets a snapshot instead of a delta. */
export const maxDeltaEvents = 300;
/** For how long a delivered or cancelled ticket stays on the board, by the server's clock. */
export const closedOnBoardMs = 12 * 60 * 60 * 1_000;
/** The service says its position this often. */
export const positionIntervalMs = 5_000;
