// What needs no schema: the writer thread of a database starts without zod.
export * from './age-limits.ts';
export * from './board-fingerprint.ts';
export * from './board-limits.ts';
export * from './canonical-order.ts';
export * from './command-limits.ts';
export * from './event-names.ts';
export * from './is-test-order.ts';
export * from './money.ts';
export * from './paths.ts';
export * from './problems.ts';
export * from './product-totals.ts';
export * from './roles.ts';
export * from './search-text.ts';
export * from './states.ts';
