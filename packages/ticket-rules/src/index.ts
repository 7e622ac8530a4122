// Imports no library, so that a database's writer thread can load it without the schemas of the contract.
export * from './actions.ts';
export * from './age-limits.ts';
export * from './canonical-order.ts';
export * from './decide.ts';
export * from './forgotten-customer.ts';
export * from './money.ts';
export * from './order-fields.ts';
export * from './product-totals.ts';
export * from './roles.ts';
export * from './search-text.ts';
export * from './shop-day.ts';
export * from './states.ts';
export * from './ticket.ts';
