type Change = { begun: number; ended: number; offset: number; data?: Buffer; length?: number };
type Sync = { begun: number; ended: number };

const sectorBytes = 512;

/**
 * What a disk holds of a file when the power goes at some moment: everything that was written before an fsync that had
 * ended by then; of the rest whatever `survives` says, sector by sector, for nothing about it is promised.
 */
export function diskOf(path: string, calls: readonly Call[]) {
  const own = calls.filter((call) => call.path === path && call.result >= 0);
  const changes = own.map(toChange).filter((change) => change !== undefined);
  const syncs: Sync[] = own.filter(({ name }) => name === 'fsync' || name === 'fdatasync');

  let base: Buffer = Buffer.alloc(0);
  let applied = 0;

  /** Everything that ended before this place of the trace is on the disk at `moment`. */
  const safeBefore = (moment: number) =>
    syncs.filter(({ ended }) => ended < moment).reduce((latest, { begun }) => Math.max(latest, begun), 0);

  return {
    safeBefore,
    /** The first change that holds these bytes and had begun by `moment`. Later ones may write the same page again. */
    firstWith: (bytes: Buffer, moment: number): Change | undefined =>
      changes.find(({ begun, data }) => begun < moment && data?.includes(bytes)),
    /** The file as a restart would find it. Moments must not go back: what is safe is applied only once. */
    at(moment: number, survives: () => boolean): Buffer {
      const safe = safeBefore(moment);
      for (let next = changes[applied]; next && next.ended < safe; next = changes[applied]) {
        base = apply(base, next);
        applied += 1;
      }
      let file: Buffer = Buffer.from(base);
      for (const change of changes.slice(applied)) {
        if (change.begun >= moment) break;
        for (const part of sectorsOf(change)) if (survives()) file = apply(file, part);
      }
      return file;
    },
  };
}

function toChange({ name, numbers, data, begun, ended }: Call): Change | undefined {
  if (name === 'ftruncate') return { begun, ended, offset: 0, length: numbers[0] ?? 0 };
  if (name === 'pwrite64') return { begun, ended, offset: numbers.at(-1) ?? 0, data };
  if (name === 'write' || name === 'writev' || name === 'pwritev')
    throw new Error(`${name} to a database file: this model does not know where it goes`);
  return undefined;
}

function sectorsOf(change: Change): Change[] {
  const { data, offset } = change;
  if (!data) return [change];
  const parts: Change[] = [];
  for (let from = 0; from < data.length; ) {
    const to = Math.min(data.length, from + sectorBytes - ((offset + from) % sectorBytes));
    parts.push({ ...change, offset: offset + from, data: data.subarray(from, to) });
    from = to;
  }
  return parts;
}

function apply(file: Buffer, { offset, data, length }: Change): Buffer {
  const size = data ? Math.max(file.length, offset + data.length) : (length ?? 0);
  const grown = size === file.length ? file : resized(file, size);
  if (data) data.copy(grown, offset);
  return grown;
}

function resized(file: Buffer, size: number): Buffer {
  const next = Buffer.alloc(size);
  file.copy(next, 0, 0, Math.min(size, file.length));
  return next;
}

/** One system call as strace saw it. `begun` and `ended` are places in the trace: what ended before another began, was over by then. */
export type Call = {
  name: string;
  /** What the descriptor leads to: a path, or `TCP:[…]`, `socket:[…]`. */
  path: string;
  data: Buffer;
  /** The numbers that follow the data: length and offset of a `pwrite64`, the length of an `ftruncate`. */
  numbers: number[];
  begun: number;
  ended: number;
  result: number;
};

/**
 * How strace must be run for `readTrace`: each thread, each string whole and in hexadecimal, descriptors as paths; and
 * as a child of what it looks at, so that a signal goes to the service itself.
 */
export function straceCommand(output: string): string[] {
  const calls = 'pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync,ftruncate,unlink';
  const format = ['-D', '-f', '-q', '-y', '-xx', '-s', '1048576', '--seccomp-bpf'];
  return ['strace', ...format, '-e', `trace=${calls}`, '-e', 'signal=none', '-o', output];
}

/** The calls of a trace in the order in which they began. Lines that are none (exits, signals) are left out. */
export function readTrace(lines: Iterable<string>): Call[] {
  const calls: Call[] = [];
  const open = new Map<string, { name: string; args: string; begun: number }>();
  let at = 0;
  for (const line of lines) {
    at += 1;
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    const begins = /^(\w+)\((.*) <unfinished \.\.\.>$/s.exec(text);
    if (begins) {
      open.set(thread, { name: begins[1] ?? '', args: begins[2] ?? '', begun: at });
      continue;
    }
    const resumes = /^<\.\.\. \w+ resumed>(.*)\) += (-?\d+)/s.exec(text);
    const begun = open.get(thread);
    if (resumes && begun) {
      open.delete(thread);
      calls.push(toCall(begun.name, begun.args + resumes[1], { begun: begun.begun, ended: at }, resumes[2]));
      continue;
    }
    const whole = /^(\w+)\((.*)\) += (-?\d+)/s.exec(text);
    if (whole) calls.push(toCall(whole[1] ?? '', whole[2] ?? '', { begun: at, ended: at }, whole[3]));
  }
  return calls.toSorted((a, b) => a.begun - b.begun);
}

function toCall(name: string, args: string, when: { begun: number; ended: number }, result = '-1'): Call {
  const [, path = ''] = /^\d+<([^>]*)>/.exec(args) ?? [];
  const data = Buffer.concat(
    [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => bytesOf(hex)),
  );
  const [, numbers = ''] = /((?:, \d+)+)$/.exec(args) ?? [];
  return {
    name,
    path: path.includes('\\x') ? bytesOf(path).toString() : path,
    data,
    numbers: numbers.split(', ').slice(1).map(Number),
    ...when,
    result: Number(result),
  };
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}
