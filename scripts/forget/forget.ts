import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { closedOnBoardMs } from '@relevo/contract';
import { phoneDigits } from '@relevo/ticket-rules';
import {
  type CustomerOrder,
  forgetOrders,
  orderRecord,
  ordersOf,
} from '../../apps/store/src/forget/forget-orders.ts';
import { conflictsOf, dropConflicts } from '../../apps/store/src/orders/conflicts.ts';
import { recordAudit, theConsole } from '../../apps/tickets/src/audit/audit-procedures.ts';
import { createHashAccount } from '../../apps/tickets/src/audit/refused-sign-ins.ts';
import {
  type CustomerTicket,
  forgetTickets,
  ticketRecord,
  ticketsOf,
} from '../../apps/tickets/src/forget/forget-tickets.ts';
import {
  clearLeftovers,
  countTraces,
  openDatabases,
  type ServiceDatabase,
  secretFileBeside,
  tracesOf,
} from './databases.ts';
import { ForgetFault, type Options, readOptions, usage } from './options.ts';

/*
 * `npm run forget` and `npm run customer-data`: a customer's data, from the command line of the machine that runs the
 * services. Their databases are opened beside them; each batch is small, so that no order waits long.
 */

type Env = Record<string, string | undefined>;

/**
 * Runs the command.
 * @returns what to print, and the exit code: 2 where something is left
 * @throws ForgetFault for what can be put right by who typed it
 */
export async function runForget(
  args: string[],
  env: Env,
  now = Date.now(),
): Promise<{ text: string; code: number }> {
  const options = readOptions(args);
  if (!options) return { text: usage, code: 0 };
  const report = await perform(options, env, now);
  return {
    text: options.json ? `${JSON.stringify(report)}\n` : tell(report),
    code: report.completo ? 0 : 2,
  };
}

async function perform(options: Options, env: Env, now: number): Promise<Report> {
  const stack = new DisposableStack();
  const report: Report = { accion: actionOf(options), completo: true };
  let left: { databases: ServiceDatabase[]; traces: string[] } | undefined;
  try {
    const databases = openDatabases(options.databases, env, stack);
    const found = find(databases, options);
    report.tienda = found.orders && countOrders(found.orders, options);
    report.tickets = found.tickets && countTickets(found.tickets);
    report.parecidos = found.similar;
    if (options.exportTo !== undefined) {
      exportTo(options.exportTo, databases, found, { options, env, now });
      report.archivo = options.exportTo;
    } else if (!options.simulate) {
      const traces = tracesOf([
        ...[...(found.orders ?? []), ...(found.refused ?? [])].map(({ body }) => body),
        ...(found.tickets ?? []).map(({ ticket }) => ticket),
      ]);
      await forget(databases, found, report, { options, env, now });
      const cleared = databases.map((database) => clearLeftovers(database, options.compact));
      report.compactado = cleared.every(({ compacted }) => compacted);
      report.wal_vaciado = cleared.every(({ walEmptied }) => walEmptied);
      left = { databases, traces };
    }
  } finally {
    stack.dispose();
  }
  if (left) {
    report.restos = left.databases.reduce((sum, database) => sum + countTraces(database, left.traces), 0);
    const kept = (report.tienda?.en_camino ?? 0) + (report.tienda?.rechazados ?? 0);
    // What is found in a database that was written anew is in orders of others, by the same name or at the same address.
    const cleared = report.wal_vaciado === true && (report.compactado === true || report.restos === 0);
    report.completo = cleared && kept === 0;
  }
  return report;
}

function actionOf({ exportTo, simulate }: Options): Report['accion'] {
  if (exportTo !== undefined) return 'exportar';
  return simulate ? 'simular' : 'olvidar';
}

/** What a customer has in each database; undefined for one that is not here. */
type Found = {
  orders?: CustomerOrder[];
  /** Orders that the store has refused and not stored, but noted. */
  refused?: ReturnType<typeof conflictsOf>;
  tickets?: CustomerTicket[];
  similar: string[];
};

const mostSimilar = 20;

function find(databases: readonly ServiceDatabase[], { customer, fuente }: Options): Found {
  const wanted = { customer, fuente };
  const similar = new Set<string>();
  const ends = [...customer.phones].map(lastDigits);
  const found: Found = { similar: [] };
  for (const { kind, beside } of databases) {
    if (customer.phones.size + customer.emails.size === 0) break;
    if (kind === 'store') {
      found.orders = [...ordersOf(beside.db, wanted)];
      found.refused = conflictsOf(beside.db, wanted);
    } else
      found.tickets = [
        ...ticketsOf(beside.db, wanted, ({ cliente_telefono }) => {
          const digits = phoneDigits(cliente_telefono ?? '');
          if (similar.size < mostSimilar && ends.includes(lastDigits(digits))) similar.add(digits);
        }),
      ];
  }
  return { ...found, similar: [...similar] };
}

// Without the codes of country and area, which one shop writes and another does not.
function lastDigits(digits: string): string {
  return digits.slice(-8);
}

function countOrders(
  orders: readonly CustomerOrder[],
  { evenRejected }: Options,
): NonNullable<Report['tienda']> {
  const count = (state: CustomerOrder['state']) => orders.filter((order) => order.state === state).length;
  const [waiting, rejected] = [count('pendiente'), evenRejected ? 0 : count('rechazada')];
  return {
    ...{ encontrados: orders.length, en_camino: waiting, rechazados: rejected },
  };
}

function countTickets(tickets: readonly CustomerTicket[]): NonNullable<Report['tickets']> {
  return { encontrados: tickets.length, abiertos: tickets.filter(({ open }) => open).length };
}

type Run = { options: Options; env: Env; now: number };

/** So many at once keep an order waiting for some 50 ms at most. */
const batchSize = 5;
const pauseMs = 20;

/** Forgets batch by batch, and puts into the report what has really come of it: an order may have moved meanwhile. */
async function forget(
  databases: readonly ServiceDatabase[],
  found: Found,
  report: Report,
  run: Run,
): Promise<void> {
  const { now } = run;
  const { evenRejected } = run.options;
  const counts = { pedidos: found.orders?.length ?? 0, tickets: found.tickets?.length ?? 0 };
  // First of all: should this be cut off in the middle, there is a word of it.
  if (counts.pedidos + counts.tickets > 0) record(databases, run, { accion: 'olvido', detalle: counts });
  const shown = { shownSince: now - closedOnBoardMs, author: 'consola' };
  const sums = { pedidos: 0, tickets: 0, en_camino: 0, rechazados: 0 };
  for (const { kind, beside } of databases) {
    if (kind === 'store') beside.write((db) => dropConflicts(db, found.refused?.map(({ id }) => id) ?? []));
    const ids = (kind === 'store' ? found.orders : found.tickets)?.map(({ id }) => id) ?? [];
    for (let at = 0; at < ids.length; at += batchSize) {
      const batch = ids.slice(at, at + batchSize);
      if (kind === 'store') {
        const done = beside.write((db) => forgetOrders(db, { ids: batch, now, evenRejected }));
        sums.pedidos += done.forgotten;
        sums.en_camino += done.waiting;
        sums.rechazados += done.rejected;
      } else sums.tickets += beside.write((db) => forgetTickets(db, { ids: batch, now, shown }));
      await sleep(pauseMs);
    }
  }
  const { pedidos, tickets, ...left } = sums;
  if (report.tienda) report.tienda = { ...report.tienda, ...left, olvidados: pedidos };
  if (report.tickets) report.tickets = { ...report.tickets, olvidados: tickets };
}

function exportTo(file: string, databases: readonly ServiceDatabase[], found: Found, run: Run): void {
  const content: Record<string, unknown> = { hecho_en: new Date(run.now).toISOString() };
  for (const { kind, beside } of databases) {
    if (kind === 'store') {
      content.tienda = (found.orders ?? []).map((order) => orderRecord(beside.db, order));
      if (found.refused?.length) content.no_aceptados = found.refused.map(({ body }) => body);
    } else content.tickets = (found.tickets ?? []).map((ticket) => ticketRecord(beside.db, ticket));
  }
  const detalle = { pedidos: found.orders?.length ?? 0, tickets: found.tickets?.length ?? 0 };
  // Before the file is there: nobody has a customer's data of whom the log does not say so.
  record(databases, run, { accion: 'exportacion', que: 'customer-data', detalle });
  try {
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST') throw new ForgetFault(`${file} is there already: name a new file`);
    throw new ForgetFault(`cannot write ${file}: ${code}`);
  }
}

type Act = { accion: 'olvido' | 'exportacion'; que?: string; detalle: Record<string, number> };

/** Records the act in the audit log, which is in the ticket service's database: who, how many, and of whom only a hash. */
function record(databases: readonly ServiceDatabase[], { options, env, now }: Run, act: Act): void {
  const tickets = databases.find(({ kind }) => kind === 'tickets');
  if (!tickets) return;
  const secret = secretOf(tickets, env);
  const hash = secret === undefined ? undefined : createHashAccount(secret);
  const { phones, emails } = options.customer;
  const clientes = [...phones, ...emails].slice(0, 20).map((text) => hash?.(`cliente:${text}`) ?? '?');
  const detalle = { ...act.detalle, usuario: userInfo().username, clientes };
  tickets.beside.write((db) => recordAudit(db, { ...theConsole, ...act, en: now, detalle }));
}

/** The secret of the ticket service, without which nobody can try which number a hash stands for. */
function secretOf(tickets: ServiceDatabase, env: Env): string | undefined {
  const [given] = (env.SESSION_SECRET ?? '').split(',').map((secret) => secret.trim());
  if (given) return given;
  try {
    return readFileSync(secretFileBeside(tickets), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  // Where SQLite writes a database anew before it takes the place of the old one. The /tmp of many a container is memory.
  if (existsSync('data')) process.env.SQLITE_TMPDIR ??= resolve('data');
  try {
    const { text, code } = await runForget(process.argv.slice(2), process.env);
    process.stdout.write(text);
    process.exitCode = code;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const ofDatabase = code.startsWith('SQLITE_');
    if (!(error instanceof ForgetFault) && !ofDatabase) throw error;
    const busy = code.startsWith('SQLITE_BUSY') ? ' (run it again: what is forgotten stays so)' : '';
    process.stderr.write(`${ofDatabase ? 'the database: ' : ''}${(error as Error).message}${busy}\n`);
    process.exitCode = 1;
  }
}

/** What came of it, as `--json` prints it. Counts only: nothing of a customer, but for numbers like theirs. */
type Report = {
  accion: 'simular' | 'olvidar' | 'exportar';
  /** The store's orders. `en_camino` and `rechazados`: those that are left as they are. */
  tienda?: { encontrados: number; olvidados?: number; en_camino: number; rechazados: number };
  tickets?: { encontrados: number; abiertos: number; olvidados?: number };
  /** Other numbers that end in the same eight digits. */
  parecidos?: string[];
  archivo?: string;
  /** Whether the databases were written anew, and their write-ahead logs emptied. */
  compactado?: boolean;
  wal_vaciado?: boolean;
  /** How many texts of the customer are still found in the bytes of the files. */
  restos?: number;
  completo: boolean;
};

/** Writes the report for who typed the command. */
function tell(report: Report): string {
  const { accion, tienda, tickets, parecidos = [], archivo } = report;
  const lines = [
    ...(tienda ? [`Store: ${orders(tienda.encontrados)} of this customer.`] : []),
    ...(tickets ? [`Ticket service: ${orders(tickets.encontrados)}, ${tickets.abiertos} of them open.`] : []),
    ...(tienda || tickets ? missing(report) : []),
    ...(archivo === undefined ? [] : [`Written to ${archivo}, which only you can read.`]),
    ...(accion === 'exportar' ? [] : left(report)),
    ...(parecidos.length === 0
      ? []
      : [
          `Other numbers like it, perhaps the same person: ${parecidos.join(', ')}. Give them as --telefono too.`,
        ]),
    ...(accion === 'olvidar' ? forgotten(report) : []),
    ...(accion === 'simular' ? ['Nothing was changed (--simular).'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function orders(count: number): string {
  return count === 1 ? '1 order' : `${count} orders`;
}

function missing({ tienda, tickets }: Report): string[] {
  if (tienda && tickets) return [];
  const [here, there] = tienda ? ['store', 'ticket service'] : ['ticket service', 'store'];
  const audit = tickets ? '' : ' The audit log is there, too: this was not recorded.';
  return [`Only the ${here}'s database is here. Run this where the ${there}'s is, as well.${audit}`];
}

function left({ accion, tienda, tickets }: Report): string[] {
  const lines = [];
  if (tickets && tickets.abiertos > 0 && accion === 'simular')
    lines.push('Who prepares and delivers the open ones would no longer see whose they are, nor where to.');
  if (tienda && tienda.en_camino > 0)
    lines.push(
      `${orders(tienda.en_camino)} not delivered to the ticket service yet: left as is. Run this again later.`,
    );
  if (tienda && tienda.rechazados > 0)
    lines.push(
      `${orders(tienda.rechazados)} refused by the ticket service: left as is, because nobody could send it again. See`,
      'them at GET /api/entregas?estado=rechazada, or forget them too with --con-rechazados.',
    );
  return lines;
}

function forgotten({ compactado, wal_vaciado, restos = 0, tienda, tickets }: Report): string[] {
  const lines = [];
  if (tienda || tickets)
    lines.push(
      `Forgotten: ${tienda?.olvidados ?? 0} in the store, ${tickets?.olvidados ?? 0} in the ticket service.`,
    );
  if (!wal_vaciado)
    lines.push(
      'A write-ahead log could not be emptied: somebody reads the database (a backup?). Run this again with --compactar.',
    );
  if (compactado && restos > 0)
    lines.push(
      'What is known of the customer is still in orders of others (the same name or address), or in those left.',
    );
  if (!compactado && restos > 0)
    lines.push(
      'Parts of it are still in the free space of a large database, or in orders of others: run this again with',
      '--compactar when no orders come in.',
    );
  lines.push('Copies made before still hold it: see "Forgetting a customer" in docs/operations.md.');
  return lines;
}
