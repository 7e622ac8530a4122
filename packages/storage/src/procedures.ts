// What a procedure needs: it runs in the writer thread, which has the rest of the storage already or does without.
export { prepared } from './prepared.ts';
export type { Db, Procedure, Procedures } from './procedure.ts';
