// Who speaks the wire needs the words of the rules as well: states, actions, the fields of an order.
export * from '@relevo/ticket-rules';
export * from './audit.ts';
export * from './board.ts';
export * from './board-protocol.ts';
export * from './board-settings.ts';
export * from './command.ts';
export * from './health.ts';
export * from './keys.ts';
export * from './order.ts';
export * from './paths.ts';
export * from './people.ts';
export * from './prints.ts';
export * from './problem-schemas.ts';
export * from './problems.ts';
export * from './store-api.ts';
export * from './summary.ts';
export * from './ticket.ts';
