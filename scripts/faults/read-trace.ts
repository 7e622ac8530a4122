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
