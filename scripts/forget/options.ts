import { parseArgs } from 'node:util';
import { callerName } from '@relevo/contract';
import { type CustomerRef, emailKey, phoneDigits } from '@relevo/ticket-rules';

export const usage = `usage: npm run forget -- (--telefono PHONE | --email EMAIL)… [--simular] [--json]
       npm run customer-data -- FILE (--telefono PHONE | --email EMAIL)… [--json]

Takes a customer out of the orders of both services for good: name, phone, address, e-mail, notes, what the shop sent besides.
Numbers, products, totals, states and times stay. Works while the services run: open boards follow within 2 s.

  --telefono PHONE     that very number, however it is written; may be given several times, for +54 9 11 and 11
  --email EMAIL        that very address, in capitals or not; may be given several times
  --fuente CALLER      only orders of this caller; of all unless given
  --simular            changes nothing: says how many orders it would be, and whether a number like it is there
  --con-rechazados     also orders that the ticket service refused: nobody can send them again after this
  --compactar          writes the databases anew, so that nothing old is left in their free space. A small database is
                       written anew in any case; of a large one, orders have to wait meanwhile (about 1 s for 40 MB)
  --exportar FILE      forgets nothing: writes all that is kept of the customer into a new file
                       (the same as npm run customer-data)
  --database URL       a database, the store's or the ticket service's; may be given twice
                       (default DATABASE_URL, else file:./data/store.db and file:./data/tickets.db)
  --json               one JSON object and nothing else (with npm: npm run --silent forget -- … --json)

Run it as the user that runs the services. Where each service has a machine or a container of its own, run it in each.
Exit code 0: done; 1: not done, nothing changed; 2: something is left, run it again as it says.
`;

/** What to do, read from the command line. */
export type Options = {
  customer: CustomerRef;
  fuente: string | null;
  /** Where to write the customer's data instead of forgetting it. */
  exportTo: string | undefined;
  simulate: boolean;
  evenRejected: boolean;
  compact: boolean;
  databases: string[];
  json: boolean;
};

/** Says what is wrong in a line that holds nothing of a customer. */
export class ForgetFault extends Error {}

const spec = {
  telefono: { type: 'string', multiple: true },
  email: { type: 'string', multiple: true },
  fuente: { type: 'string' },
  simular: { type: 'boolean', default: false },
  'con-rechazados': { type: 'boolean', default: false },
  compactar: { type: 'boolean', default: false },
  exportar: { type: 'string' },
  database: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the command line. @returns undefined where somebody asks for help */
export function readOptions(args: string[]): Options | undefined {
  const { values } = parse(args);
  if (values.help || args.length === 0) return undefined;
  const { telefono = [], email = [], fuente = null, exportar, compactar, simular } = values;
  if (telefono.length + email.length === 0 && !(compactar && exportar === undefined && !simular))
    throw new ForgetFault('name the customer by --telefono or --email; see --help');
  if (fuente !== null && !callerName.safeParse(fuente).success)
    throw new ForgetFault('--fuente must have 1 to 32 small letters, digits or dashes');
  if (exportar !== undefined && (simular || compactar || values['con-rechazados']))
    throw new ForgetFault(
      '--exportar forgets nothing: it goes with neither of the options that say how to forget',
    );
  return {
    customer: { phones: new Set(telefono.map(phone)), emails: new Set(email.map(address)) },
    fuente,
    exportTo: exportar,
    simulate: simular,
    evenRejected: values['con-rechazados'],
    compact: compactar,
    databases: values.database ?? [],
    json: values.json,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: spec, strict: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    // The parser's own words repeat what was typed, which may be a phone.
    throw new ForgetFault('there is an option that is not known, or one without its value; see --help');
  }
}

// Fewer digits are nobody's number: `--telefono 0` would be that of every order where a shop has put a zero.
function phone(text: string): string {
  const digits = phoneDigits(text);
  if (digits.length >= 6) return digits;
  throw new ForgetFault('--telefono must have at least 6 digits');
}

function address(text: string): string {
  if (/^\S+@\S+$/.test(text.trim())) return emailKey(text);
  throw new ForgetFault('--email must be an e-mail address');
}
