import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../chaos/check-histories.ts';

/** One change of one file; `find` stands there exactly once. */
export type Edit = { file: string; find: string; put: string };

/** A deliberate bug. */
export type Mutant = {
  name: string;
  edits: Edit[];
  /** What of a run's faults can be its doing: how those lines begin. */
  caughtBy: readonly FaultName[];
  /** The npm script that has to notice, with its arguments; the chaos run unless given. */
  by?: readonly [script: string, ...args: string[]];
  /** It shows only when a store is killed over an attempt: takes a whole run, with twice as many kills. */
  whole?: true;
  /** A program that has to be installed for that. */
  needs?: string;
};

type FaultName =
  | Finding
  | 'a board was not right'
  | 'no board named a silent store'
  | 'not everything was delivered'
  | `${'store' | 'tickets'}: answers before the fsync`;

/** Bugs that lose, double or hide orders, each as small as such bugs are. */
export const mutants: Mutant[] = [
  {
    name: 'answers before the commit',
    caughtBy: ['lost', 'history differs', 'store differs'],
    edits: [
      {
        file: 'packages/storage/src/procedures.ts',
        find: "  prepared(db, 'BEGIN IMMEDIATE').run();",
        put: "  if (!db.inTransaction) prepared(db, 'BEGIN IMMEDIATE').run();",
      },
      {
        file: 'packages/storage/src/procedures.ts',
        find: "    prepared(db, 'COMMIT').run();",
        put: "    setTimeout(() => db.inTransaction && prepared(db, 'COMMIT').run(), 100);",
      },
    ],
  },
  {
    name: 'takes every order as a new one: no unique key, no look',
    caughtBy: ['duplicated'],
    edits: [
      {
        file: 'apps/tickets/src/db/migrations/010-slim-tickets.sql',
        find: 'CREATE UNIQUE INDEX tickets_numero',
        put: 'CREATE INDEX tickets_numero',
      },
      {
        file: 'apps/tickets/src/intake/accept-ticket.ts',
        find: '(prepared(db, findByNumber).get(caller, numero) as StoredRow | undefined)',
        put: '(void findByNumber as StoredRow | undefined)',
      },
    ],
  },
  {
    name: 'gives the order a new number, its key, on each attempt',
    caughtBy: ['duplicated', 'store differs'],
    edits: [
      {
        file: 'apps/store/src/orders/checkout.ts',
        find: 'client.postTicket(delivery.payload, {',
        put: `client.postTicket(delivery.payload.replace(/"numero":"([^"]*)"/, (_, numero) => '"numero":"' + numero + '/' + Math.random() + '"'), {`,
      },
    ],
  },
  {
    name: 'forgets the Idempotency-Key of the checkout',
    caughtBy: ['duplicated'],
    edits: [
      {
        file: 'apps/store/src/orders/order-routes.ts',
        find: 'const idempotencyKey = idempotencyKeyOf(request);',
        put: 'const idempotencyKey = undefined; void idempotencyKeyOf;',
      },
    ],
  },
  {
    name: 'tells boards nothing of what is in the log',
    caughtBy: ['a board was not right', 'board differs'],
    edits: [
      {
        file: 'apps/tickets/src/live/hub.ts',
        find: 'if (event) for (const listener of listeners.keys()) listener(event, view);',
        put: 'void event;',
      },
    ],
  },
  {
    name: 'holds a lease for ever',
    caughtBy: ['undelivered', 'not everything was delivered'],
    whole: true,
    edits: [{ file: 'packages/outbox/src/relay.ts', find: 'leaseMs = 5_000', put: 'leaseMs = 3_600_000' }],
  },
  {
    name: 'lets the breaker swallow the order that opens it, and those after it',
    caughtBy: ['lost', 'undelivered', 'store differs'],
    edits: [
      {
        file: 'packages/outbox/src/in-flight.ts',
        find: 'await record(item, made);',
        put: "await record(item, breakers.isBlocked(delivery.target) ? { ...made, outcome: { kind: 'rejected', detail: 'open' }, next: { kind: 'rejected', reason: 'open' } } : made);",
      },
    ],
  },
  {
    name: 'applies confirmations in the order in which they come',
    caughtBy: ['store differs'],
    edits: [
      {
        file: 'apps/store/src/confirmations/confirmation.ts',
        find: 'if (before && isOlder(confirmation.version, before.version))',
        put: 'if (before && isOlder(confirmation.version, before.version) && now < 0)',
      },
    ],
  },
  {
    name: 'hands every order over in its own name',
    caughtBy: ['lost', 'unexpected', 'refused', 'shops mixed up'],
    edits: [
      {
        file: 'apps/store/src/orders/checkout.ts',
        find: '      fuente: delivery.sender,',
        put: '      fuente: undefined,',
      },
    ],
  },
  {
    name: 'takes every confirmation for one of its own orders',
    caughtBy: ['store differs', 'shops mixed up'],
    edits: [
      {
        file: 'apps/store/src/confirmations/confirmation-route.ts',
        find: 'const { fuente = callerOf(response) } = parseInput(fuenteQuerySchema, request.query);',
        put: 'const fuente = callerOf(response);\n      parseInput(fuenteQuerySchema, request.query);',
      },
    ],
  },
  {
    name: 'hands over the total in whole pesos',
    caughtBy: ['contents differ', 'answer differs'],
    edits: [
      {
        file: 'apps/store/src/orders/checkout.ts',
        find: 'client.postTicket(delivery.payload, {',
        put: `client.postTicket(delivery.payload.replace(/"total":(\\d+)\\.\\d+/, '"total":$1'), {`,
      },
    ],
  },
  {
    name: 'forgets who changed a ticket',
    caughtBy: ['history differs'],
    edits: [
      {
        file: 'apps/tickets/src/work/run-command.ts',
        find: 'autor: person.nombre,',
        put: "autor: 'tablero',",
      },
    ],
  },
  {
    name: 'a board that waits a minute before it says that it hears nothing',
    caughtBy: ['behind and called live'],
    edits: [
      {
        file: 'apps/board/src/live/connection.ts',
        find: 'export const silenceMs = 10_000;',
        put: 'export const silenceMs = 60_000;',
      },
    ],
  },
  {
    name: 'does not remember the commands it has done',
    caughtBy: ['history differs'],
    edits: [
      {
        file: 'apps/tickets/src/work/run-command.ts',
        find: 'const known = recall(db, command.cmd_id, ticket);\n  if (known) return known;',
        put: '',
      },
      {
        file: 'apps/tickets/src/work/run-command.ts',
        find: 'INSERT INTO commands',
        put: 'INSERT OR REPLACE INTO commands',
      },
    ],
  },
  {
    name: 'believes every 200, whatever it says',
    caughtBy: ['lost', 'undelivered', 'store differs'],
    edits: [
      {
        file: 'packages/outbox/src/retry-policy.ts',
        find: 'if (reply.promised) return',
        put: 'if (reply.promised || status === 200) return',
      },
      {
        file: 'apps/store/src/confirmations/confirmation.ts',
        find: 'const ticket = result as DeliveredTicket;',
        put: 'if (!result) return;\n  const ticket = result as DeliveredTicket;',
      },
      {
        file: 'apps/store/src/orders/checkout.ts',
        find: 'const ticket = outcome.result as DeliveredTicket;',
        put: 'if (!outcome.result) return outcome;\n    const ticket = outcome.result as DeliveredTicket;',
      },
    ],
  },
  {
    name: 'rejects an order for good when the key is refused',
    caughtBy: ['lost', 'undelivered', 'store differs'],
    edits: [
      {
        file: 'packages/outbox/src/retry-policy.ts',
        find: 'if (REFUSED_KEY.has(status)) return',
        put: 'if (REFUSED_KEY.has(status) && now < 0) return',
      },
    ],
  },
  {
    name: 'takes a 404 of somebody in between for a refusal',
    caughtBy: ['lost', 'undelivered', 'store differs'],
    edits: [
      {
        file: 'packages/outbox/src/retry-policy.ts',
        find: '  if (reply.own === undefined) return tryAgain',
        put: "  if (reply.own === undefined && status === 404) return { kind: 'rejected', status, detail: inWords(reply) };\n  if (reply.own === undefined) return tryAgain",
      },
    ],
  },
  {
    name: 'counts the 72 hours by a clock that may be set',
    caughtBy: ['lost', 'undelivered', 'store differs'],
    edits: [
      {
        file: 'packages/outbox/src/attempt.ts',
        find: 'triedFor(delivery)',
        put: 'time.now() - scheduleStartedAt',
      },
    ],
  },
  {
    name: 'a board that takes any event for the next one and no fingerprint for a difference',
    caughtBy: ['board differs', 'a board was not right'],
    edits: [
      {
        file: 'apps/board/src/live/apply.ts',
        find: "if (event.prev !== cursor.seq) return { kind: 'gap' };",
        put: '',
      },
      {
        file: 'apps/board/src/live/position-watch.ts',
        find: "=== position.huella ? 'same' : 'different'",
        put: "=== position.huella ? 'same' : 'same'",
      },
    ],
  },
  {
    name: 'a board that takes what it has missed for what it has always had',
    caughtBy: ['never shown as new'],
    edits: [
      {
        file: 'apps/board/src/live/arrivals.ts',
        find: 'const opening = seen === null;',
        put: 'const opening = seen === null || broughtLive.size === 0;',
      },
    ],
  },
  {
    name: 'takes a store that is dead for one that has a quiet hour',
    caughtBy: ['no board named a silent store'],
    whole: true,
    edits: [
      {
        file: 'apps/tickets/src/diagnosis/stores.ts',
        find: 'export const silentMs = 15_000;',
        put: 'export const silentMs = 3_600_000;',
      },
    ],
  },
  {
    name: 'commits without waiting for the disk, and the power goes',
    caughtBy: ['tickets: answers before the fsync', 'store: answers before the fsync'],
    edits: [
      {
        file: 'packages/storage/src/sqlite/connection.ts',
        find: "db.pragma('synchronous = FULL');",
        put: "db.pragma('synchronous = OFF');",
      },
      { file: 'packages/storage/src/sqlite/connection.ts', find: 'synchronous: 2', put: 'synchronous: 0' },
    ],
    by: ['faults', 'power-loss'],
    needs: 'strace',
  },
];

const parts = ['apps', 'packages', 'scripts', 'test', 'package.json', 'tsconfig.json'];

/**
 * Copies the project and plants a bug in the copy. What is installed is linked to, but the project's own packages are
 * the copy's.
 * @param root of the project
 */
export async function plant(
  root: string,
  { edits }: Pick<Mutant, 'edits'>,
): Promise<AsyncDisposable & { dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'relevo-mutant-'));
  const copy = { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
  try {
    await Promise.all(parts.map((part) => cp(join(root, part), join(dir, part), { recursive: true })));
    await linkInstalled(root, dir);
    for (const edit of edits) await apply(dir, edit);
    return copy;
  } catch (error) {
    await copy[Symbol.asyncDispose]();
    throw error;
  }
}

/** @throws Error where the text to replace is not there exactly once */
export function edited(source: string, { file, find, put }: Edit): string {
  const pieces = source.split(find);
  if (pieces.length !== 2) throw new Error(`${file}: found ${pieces.length - 1} times: ${find}`);
  return pieces.join(put);
}

async function apply(dir: string, edit: Edit): Promise<void> {
  const file = join(dir, edit.file);
  await writeFile(file, edited(await readFile(file, 'utf8'), edit));
}

async function linkInstalled(root: string, dir: string): Promise<void> {
  const [from, to] = [join(root, 'node_modules'), join(dir, 'node_modules')];
  await mkdir(join(to, '@relevo'), { recursive: true });
  const installed = (await readdir(from)).filter((name) => name !== '@relevo');
  await Promise.all(installed.map((name) => symlink(join(from, name), join(to, name))));
  for (const group of ['apps', 'packages']) {
    for (const name of await readdir(join(dir, group))) {
      await symlink(join(dir, group, name), join(to, '@relevo', name));
    }
  }
}

/** What speaks against a run, from what its script has printed. */
export function faultsIn(out: string): string[] {
  return [...out.matchAll(/^ +(?:FAULT|FAIL) +(.*)$/gm)].map(([, words = '']) => words.slice(0, 100));
}

/** Those faults that can be this bug's doing. Any other says that something else went wrong, which catches nothing. */
export function noticed(faults: readonly string[], { caughtBy }: Pick<Mutant, 'caughtBy'>): string[] {
  return faults.filter((fault) => caughtBy.some((name) => fault.startsWith(name)));
}
