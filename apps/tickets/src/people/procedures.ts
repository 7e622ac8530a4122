import { linkProcedures } from './link-procedures.ts';
import { personProcedures } from './person-procedures.ts';
import { sessionProcedures } from './session-procedures.ts';

/** Writes on people, links and sessions. */
export const peopleProcedures = { ...personProcedures, ...linkProcedures, ...sessionProcedures };
