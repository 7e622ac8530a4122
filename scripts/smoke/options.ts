import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { keyProblem, parseKeyList } from '@relevo/service-kit';

export type Options = {
  /** Base URLs without a trailing slash. */
  store: string;
  tickets: string;
  key: string;
  json: boolean;
  /** How long an order for all to see stays on the board, in milliseconds; undefined for none. */
  showMs: number | undefined;
  /** How long a sleeping service may take to answer, in milliseconds. */
  waitMs: number;
  /** How long an accepted order may take to the board, in milliseconds. */
  withinMs: number;
};

export type ReadOptions =
  | { kind: 'run'; options: Options; warning?: string }
  | { kind: 'help' }
  | { kind: 'bad'; message: string };

const keptKeyFile = 'data/relay-api-key';

const keyWarning =
  '--key shows the key to whoever lists the processes of this machine; RELAY_API_KEY or --key-file does not';

export const usage = `usage: npm run smoke -- [--store URL] [--tickets URL] [--key-file FILE] [--json] [--wait SECONDS]
                          [--within SECONDS] [--visible [--show SECONDS]]

  --store URL       the store service           (default http://127.0.0.1:4000)
  --tickets URL     the ticket service          (default http://127.0.0.1:4001)
  --key-file FILE   holds an API key of both    (default RELAY_API_KEY, else ${keptKeyFile})
  --json            one JSON object and nothing else (with npm: npm run --silent smoke -- --json)
  --wait SECONDS    for a sleeping service to wake up        (default 90)
  --within SECONDS  for an accepted order to be on the board (default 15)
  --visible         also places an order that boards show, marked PRUEBA, and cancels it
  --show SECONDS    how long it stays there                  (default 15)

Places one order with origen "smoke", which no board shows. A key on the command line (--key) would be seen by whoever
lists the processes: put it into the environment or a file. Exit code 0: everything works; 1: something does not.
`;

/**
 * The command line, with the key from where it is found first. A message never holds a value that was given:
 * a key in the wrong place must not end in a build log.
 */
export function readOptions(
  args: string[],
  env: Record<string, string | undefined>,
  keyFile = keptKeyFile,
): ReadOptions {
  const parsed = parse(args);
  if ('message' in parsed) return { kind: 'bad', message: parsed.message };
  const { help, json, store, tickets, wait, within, visible, show, key: given } = parsed.values;
  const namedFile = parsed.values['key-file'];
  if (help) return { kind: 'help' };
  try {
    const options = {
      store: baseUrl('--store', store),
      tickets: baseUrl('--tickets', tickets),
      key: findKey([
        ['--key', given],
        ...(namedFile === undefined ? [] : [['--key-file', readNamed(namedFile)] as KeySource]),
        ['RELAY_API_KEY', env.RELAY_API_KEY],
        [keyFile, readIfThere(keyFile)],
      ]),
      json,
      showMs: visible ? seconds('--show', show, 600) : undefined,
      waitMs: seconds('--wait', wait, 600),
      withinMs: seconds('--within', within, 300),
    };
    return { kind: 'run', options, ...(given !== undefined && { warning: keyWarning }) };
  } catch (error) {
    if (error instanceof BadOption) return { kind: 'bad', message: error.message };
    throw error;
  }
}

class BadOption extends Error {}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: known, strict: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') {
      return { message: 'unexpected argument; every value belongs to an option' };
    }
    if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')) {
      return { message: (error as Error).message.split('\n', 1)[0] ?? code };
    }
    throw error;
  }
}

const known = {
  store: { type: 'string', default: 'http://127.0.0.1:4000' },
  tickets: { type: 'string', default: 'http://127.0.0.1:4001' },
  key: { type: 'string' },
  'key-file': { type: 'string' },
  visible: { type: 'boolean', default: false },
  show: { type: 'string', default: '15' },
  json: { type: 'boolean', default: false },
  wait: { type: 'string', default: '90' },
  within: { type: 'string', default: '15' },
  help: { type: 'boolean', default: false },
} as const;

function baseUrl(option: string, text: string): string {
  const url = URL.parse(text);
  const plain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username;
  if (!plain || url.password) throw new BadOption(`${option} must be http(s)://host[:port][/path]`);
  return url.href.replace(/\/+$/, '');
}

function seconds(option: string, text: string, max: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= max) return value * 1_000;
  throw new BadOption(`${option} must be a number of seconds from 0 to ${max}`);
}

type KeySource = [source: string, value: string | undefined];

function findKey(sources: KeySource[]): string {
  const [source, value] = sources.find(([, text]) => text?.trim()) ?? [];
  if (!value) throw new BadOption(`no key: put one into RELAY_API_KEY, or into a file for --key-file`);
  const problem = keyProblem(value, false);
  if (problem) throw new BadOption(`the key in ${source} cannot be used: it ${problem}`);
  // As the services read it: the first of a list is the one that is sent, without the caller's name.
  return parseKeyList(value)[0]?.key ?? '';
}

function readNamed(file: string): string {
  const text = readIfThere(file);
  if (!text?.trim()) throw new BadOption('--key-file must be a file that holds a key');
  return text;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
