import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Boards, Heard } from './boards.ts';
import { cpuMsOf } from './machine.ts';
import { size } from './options.ts';
import type { Running } from './servers.ts';

export type Loader = {
  /** Loads a server for one round; resolves with its answers per second. */
  (server: Running): Promise<number>;
  /** Loads each of these for a few uncounted rounds, until its hot functions are all compiled. */
  warm(...servers: Running[]): Promise<void>;
  /** The result of each round so far, uncounted ones included. */
  readonly results: readonly LoaderResult[];
};

export type LoaderResult = LoadResult & { server: Running; connections: number; serverShare: number };

// Numbers of one load never reach those of the next.
const numbersPerLoad = 10_000_000;
let loads = 0;

/**
 * Makes a load that can be repeated against several servers: the text of one request, its marks numbered.
 * @param options.holds what every answer has to hold, besides being a 2xx
 */
export function createLoader(options: {
  dir: string;
  request: string;
  connections: number;
  holds?: Holds;
}): Loader {
  loads += 1;
  const file = `${options.dir}/request-${loads}.txt`;
  writeFileSync(file, options.request);
  const { connections, holds } = options;
  const results: LoaderResult[] = [];

  const load = async (server: Running) => {
    loads += 1;
    const before = server.cpuMs();
    const result = await runLoad({
      url: server.url,
      request: file,
      connections,
      holds,
      seconds: size.seconds,
      first: loads * numbersPerLoad,
    });
    const serverShare = (server.cpuMs() - before) / 1_000 / result.seconds;
    results.push({ ...result, server, connections, serverShare });
    return result.perSecond;
  };

  return Object.assign(load, {
    async warm(...servers: Running[]) {
      for (let round = 0; round < size.warmUps; round += 1) for (const server of servers) await load(server);
    },
    results,
  });
}

/** A generator that uses its core up is itself the limit, and the figures are worth nothing. */
export function describeGenerator(results: readonly { generatorShare: number }[]): string {
  const most = Math.max(...results.map(({ generatorShare }) => generatorShare));
  if (Number.isNaN(most)) return `load by ${generatorName}; this system does not tell what it used`;
  const used = `load by ${generatorName}, which used at most ${Math.round(most * 100)} % of a core`;
  return most > 0.9 ? `generator-bound: ${used}` : used;
}

type Load = {
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

type LoadResult = {
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
const generatorName = hasWrk && process.env.BENCH_GENERATOR !== 'node' ? 'wrk' : 'node';

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

/** A load and how many tickets each of its answers stands for. */
type Told = { load: Pick<Loader, 'results'>; perAnswer: number };

/**
 * Throws unless a board that was there before the first order of this server has heard of each ticket that these loads
 * were answered for, and of no more than they can have posted.
 */
export async function assertAllHeard(server: Running, boards: Boards, told: readonly Told[]): Promise<void> {
  const fault = faultOf(await boards.heard(), answeredBy(server, told));
  if (fault) throw new Error(fault);
}

/** What is wrong with the events of a board that heard the log of a server from its first number on. */
export function faultOf(heard: readonly Heard[], { least, most }: { least: number; most: number }) {
  const last = heard.reduce((max, { seq }) => Math.max(max, seq), 0);
  if (last !== heard.length) return `the board heard ${heard.length} of the first ${last} events`;
  const twice = heard.filter(({ boards }) => boards !== 1);
  if (twice.length > 0) return `the board heard ${twice.length} events more than once`;
  if (last < least || last > most) return `the board heard ${last} events of ${least} to ${most} tickets`;
  return undefined;
}

/** How many tickets the loads of this server made: those of its answers, and at most all that was under way as well. */
export function answeredBy(server: Running, told: readonly Told[]): { least: number; most: number } {
  const sums = { least: 0, most: 0 };
  for (const { load, perAnswer } of told) {
    for (const { answers, connections } of load.results.filter((result) => result.server === server)) {
      sums.least += answers * perAnswer;
      // What was under way when the generator stopped was taken and told, but has no answer that was counted.
      sums.most += (answers + connections) * perAnswer;
    }
  }
  return sums;
}
