import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuMsOf } from '../processes/proc.ts';

export type Load = {
  url: string;
  /** File with the text of the request, see `postText`. */
  request: string;
  connections: number;
  seconds: number;
  /** Number of the first request: loads on one database must not share any. */
  first: number;
  holds?: Holds;
};

/** A text that every answer has to hold, letter by letter, so many times or more. */
export type Holds = { text: string; times: number };

export type LoadResult = {
  answers: number;
  failed: number;
  seconds: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Share of one core that the generator used; near 1 it was the limit itself. */
  generatorShare: number;
};

const hasWrk = spawnSync('wrk', ['--version']).error === undefined;
/** What makes the load: wrk, or a Node.js process where there is no wrk. `BENCH_GENERATOR=node` asks for the second. */
export const generatorName = hasWrk && process.env.BENCH_GENERATOR !== 'node' ? 'wrk' : 'node';

/**
 * Loads a server from a process of its own and says what came of it. Throws when any answer was not a 2xx, or did not
 * hold what it has to.
 */
export async function runLoad(load: Load): Promise<LoadResult> {
  const child = generatorName === 'wrk' ? startWrk(load) : startGenerator(load);
  let output = '';
  child.stdout?.on('data', (text) => {
    output += text;
  });
  let cpuMs = 0;
  const watch = setInterval(() => {
    cpuMs = cpuMsOf(child.pid ?? 0) || cpuMs;
  }, 50);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  const line = output.trim().split('\n').at(-1) ?? '';
  if (code !== 0 || !line.startsWith('{')) throw new Error(`the generator ended with ${code}: ${output}`);
  const counted = JSON.parse(line) as Omit<LoadResult, 'perSecond' | 'generatorShare'>;
  const lacked = load.holds ? `, or did not hold ${load.holds.text} ${load.holds.times} times` : '';
  if (counted.failed > 0)
    throw new Error(
      `${counted.failed} of ${counted.answers} answers from ${load.url} were failures${lacked}`,
    );
  return {
    ...counted,
    perSecond: counted.answers / counted.seconds,
    generatorShare: cpuMs / 1_000 / counted.seconds,
  };
}

function startWrk({ url, request, connections, seconds, first, holds }: Load): ChildProcess {
  const script = fileURLToPath(new URL('./wrk.lua', import.meta.url));
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script];
  return spawn('wrk', [...options, url, '--', request, String(first), ...argumentsOf(holds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function startGenerator({ url, request, connections, seconds, first, holds }: Load): ChildProcess {
  const script = fileURLToPath(new URL('./generator.ts', import.meta.url));
  const values = [url, request, first, connections, seconds, ...argumentsOf(holds)].map(String);
  return spawn(process.execPath, [script, ...values], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function argumentsOf(holds: Holds | undefined): string[] {
  return holds ? [String(holds.times), holds.text] : [];
}
