import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  fieldErrors,
  type Key,
  type KeyPreset,
  keyPresets,
  maxGraceS,
  maxLiveKeys,
  newKeySchema,
  type Scope,
  scopes,
} from '@relevo/contract';
import { databaseFile as fileOfUrl } from '@relevo/service-kit/start';
import { type Db, writeBeside } from '@relevo/storage';
import { type KeyRow, keyProcedures, selectKeys, toKey } from './key-procedures.ts';
import { hashSecret, newSecret } from './key-repository.ts';

/*
 * `npm run keys`: the keys of shops, monitors and integrations, from the command line of the machine that runs the ticket
 * service. It opens the service's database, also while the service runs; both services know of a change within a second.
 */

export const usage = `usage: npm run keys -- list [--all] [--json]
       npm run keys -- add --name NAME --caller CALLER (--for PRESET | --scopes SCOPE,SCOPE) [--json]
       npm run keys -- rotate ID [--old-works-for TIME] [--json]
       npm run keys -- revoke ID [--json]

  list                   the keys in use; with --all those revoked, too
  add                    makes a key and prints it, this once
  rotate                 gives a key another secret and prints it, this once
  revoke                 ends a key at once, for good

  --name NAME            what the key is for, 1 to 60 characters
  --caller CALLER        whose orders they are (fuente): a-z, 0-9 and dashes, at most 32
  --for PRESET           ${Object.keys(keyPresets).join(', ')}
  --scopes SCOPE,…       ${scopes.slice(0, 6).join(', ')},
                         ${scopes.slice(6).join(', ')}
  --old-works-for TIME   how long the key before goes on working: 30s, 10m, 2h, 7d at most (default 0)
  --database URL         of the ticket service (default DATABASE_URL, else file:./data/tickets.db)
  --json                 one JSON object and nothing else (with npm: npm run --silent keys -- list --json)

Run it as the user that runs the ticket service, while the service runs or not. Nobody can read a key again: if it is lost,
rotate it. Exit code 0: done; 1: not done, nothing changed.
`;

/** What to do, read from the command line. */
type Wish =
  | { kind: 'list'; all: boolean }
  | { kind: 'add'; nombre: string; fuente: string; alcances: Scope[] }
  | { kind: 'rotate'; id: number; graceS: number }
  | { kind: 'revoke'; id: number };

/** Says what is wrong in one line that holds no key. */
export class KeysFault extends Error {}

/** Runs the command. @throws KeysFault for what can be put right by who typed it */
export function runKeys(args: string[], env: Record<string, string | undefined>, now = Date.now()): string {
  const { values, positionals } = parse(args);
  if (values.help || positionals.length === 0) return usage;
  const wish = readWish(positionals, values);
  const file = databaseFile(values.database ?? (env.DATABASE_URL?.trim() || 'file:./data/tickets.db'));
  const result = onDatabase(file, (db) => perform(db, wish, now));
  return values.json ? `${JSON.stringify(result)}\n` : tell(wish, result);
}

const options = {
  name: { type: 'string' },
  caller: { type: 'string' },
  for: { type: 'string' },
  scopes: { type: 'string' },
  'old-works-for': { type: 'string' },
  database: { type: 'string' },
  all: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Values = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new KeysFault((error as Error).message.split('\n', 1)[0]);
  }
}

function readWish([command, ...rest]: string[], values: Values): Wish {
  switch (command) {
    case 'list':
      return noMore(rest, { kind: 'list', all: values.all });
    case 'add':
      return noMore(rest, { kind: 'add', ...newKeyOf(values) });
    case 'rotate':
      return { kind: 'rotate', id: idOf(rest), graceS: seconds(values['old-works-for'] ?? '0') };
    case 'revoke':
      return { kind: 'revoke', id: idOf(rest) };
    default:
      throw new KeysFault('the command must be one of list, add, rotate, revoke; see --help');
  }
}

function noMore(rest: string[], wish: Wish): Wish {
  if (rest.length === 0) return wish;
  throw new KeysFault('unexpected argument; every value belongs to an option');
}

function idOf(rest: string[]): number {
  const [text = ''] = rest;
  if (rest.length === 1 && /^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new KeysFault('name one key by its id; npm run keys -- list shows them');
}

const names = { nombre: '--name', fuente: '--caller', alcances: '--scopes' };

function newKeyOf({ name, caller, scopes: list, for: preset }: Values) {
  if ((preset === undefined) === (list === undefined)) throw new KeysFault('give either --for or --scopes');
  if (preset !== undefined && !Object.hasOwn(keyPresets, preset))
    throw new KeysFault(`--for must be one of ${Object.keys(keyPresets).join(', ')}`);
  const alcances = preset ? keyPresets[preset as KeyPreset] : list?.split(',').map((scope) => scope.trim());
  const parsed = newKeySchema.safeParse({ nombre: name, fuente: caller, alcances }, { reportInput: true });
  if (parsed.success) return parsed.data;
  const faults = fieldErrors(parsed.error).map(({ campo, mensaje }) => {
    const field = campo.split('.')[0] as keyof typeof names;
    return `${names[field] ?? campo}: ${mensaje}`;
  });
  throw new KeysFault([...new Set(faults)].join('; '));
}

const units: Record<string, number> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };

function seconds(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,7})([smhd]?)$/.exec(text) ?? [];
  const result = Number(amount) * (units[unit] ?? Number.NaN);
  if (result <= maxGraceS) return result;
  throw new KeysFault('--old-works-for must be like 30s, 10m, 2h or 7d, and 7 days at most');
}

function databaseFile(url: string): string {
  const path = fileOfUrl(url);
  if (path !== undefined) return resolve(path);
  throw new KeysFault('--database must be like file:./data/tickets.db');
}

function onDatabase<T>(file: string, work: (db: Db) => T): T {
  const owner = statSync(file, { throwIfNoEntry: false })?.uid;
  if (owner === undefined)
    throw new KeysFault(
      `there is no database at ${file}: start the ticket service once, or name it with --database`,
    );
  // Files that belong to somebody else would stop the service at its next start.
  if (process.getuid && process.getuid() !== owner)
    throw new KeysFault(
      `the database at ${file} belongs to another user: run this as the user of the ticket service`,
    );
  return writeBeside(file, (db) => {
    const table = db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'api_keys_version'`).get();
    if (table === undefined)
      throw new KeysFault(
        `the database at ${file} has no keys: it is not the ticket service's, or this version has not started on it yet`,
      );
    return work(db);
  });
}

type Result = { claves: Key[] } | (Key & { clave?: string });

function perform(db: Db, wish: Wish, now: number): Result {
  switch (wish.kind) {
    case 'list': {
      const which = wish.all ? '' : 'WHERE revoked_at IS NULL';
      const rows = db
        .prepare(`${selectKeys} ${which} ORDER BY revoked_at IS NOT NULL, id DESC`)
        .all() as KeyRow[];
      return { claves: rows.map((row) => toKey(row, now)) };
    }
    case 'add': {
      const clave = newSecret();
      const { nombre: name, fuente: caller, alcances } = wish;
      const secret = hashSecret(clave);
      const outcome = keyProcedures.addKey(db, {
        name,
        caller,
        scopes: alcances,
        secret,
        now,
        most: maxLiveKeys,
      });
      if (outcome.kind === 'added') return { ...outcome.key, clave };
      throw new KeysFault(`${maxLiveKeys} keys are in use, and no more can be: revoke one first`);
    }
    case 'rotate': {
      const clave = newSecret();
      const until = now + wish.graceS * 1_000;
      const outcome = keyProcedures.rotateKey(db, { id: wish.id, secret: hashSecret(clave), until, now });
      if (outcome.kind === 'rotated') return { ...outcome.key, clave };
      if (outcome.kind === 'unknown') throw unknownKey(wish.id);
      throw new KeysFault(`key ${wish.id} is revoked, and stays so: add another one`);
    }
    case 'revoke': {
      const key = keyProcedures.revokeKey(db, { id: wish.id, now });
      if (key) return key;
      throw unknownKey(wish.id);
    }
  }
}

function unknownKey(id: number): KeysFault {
  return new KeysFault(`there is no key ${id}; npm run keys -- list --all shows them`);
}

function tell(wish: Wish, result: Result): string {
  if ('claves' in result) return table(result.claves);
  const { id, nombre, fuente, alcances, anterior, clave } = result;
  if (!clave) return `Key ${id} (${nombre}) is revoked: within a second nothing takes it any more.\n`;
  const old = anterior ? `The one before works until ${anterior.hasta}.` : 'The one before has ended.';
  return [
    wish.kind === 'add'
      ? `Key ${id} (${nombre}) of ${fuente}: ${alcances.join(', ')}`
      : `Key ${id} (${nombre}). ${old}`,
    '',
    `  ${clave}`,
    '',
    'It is shown this once. Both services take it within a second.',
    '',
  ].join('\n');
}

function table(keys: Key[]): string {
  if (keys.length === 0)
    return 'There are no keys in the table. RELAY_API_KEY works beside it, and may do everything.\n';
  const head = ['ID', 'NAME', 'CALLER', 'BEGINS WITH', 'MADE', 'LAST USED', 'SCOPES'];
  const rows = keys.map((key) => [
    String(key.id),
    key.nombre,
    key.fuente,
    key.prefijo,
    day(key.creada_en),
    key.revocada_en ? `revoked ${day(key.revocada_en)}` : day(key.usada_en),
    key.alcances.join(','),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  return [head, ...rows]
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function day(time: string | null): string {
  return time ? `${time.slice(0, 16).replace('T', ' ')}Z` : 'never';
}

if (import.meta.main) {
  try {
    process.stdout.write(runKeys(process.argv.slice(2), process.env));
  } catch (error) {
    const ofDatabase = error instanceof Error && 'code' in error && /^SQLITE_/.test(String(error.code));
    if (!(error instanceof KeysFault) && !ofDatabase) throw error;
    process.stderr.write(`${ofDatabase ? 'the database: ' : ''}${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
