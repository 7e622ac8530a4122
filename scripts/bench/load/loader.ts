import { writeFileSync } from 'node:fs';
import type { Running } from '../processes/start-process.ts';
import { size } from '../size.ts';
import { generatorName, type Holds, type LoadResult, runLoad } from './run-load.ts';

export type Loader = {
  /** Loads a server for one round; resolves with its answers per second. */
  (server: Running): Promise<number>;
  /** Loads each of these for a few rounds that nobody counts, until its hot functions are all compiled. */
  warm(...servers: Running[]): Promise<void>;
  /** What came of each round so far, those that nobody counts too. */
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
export function tellGenerator(results: readonly { generatorShare: number }[]): string {
  const most = Math.max(...results.map(({ generatorShare }) => generatorShare));
  if (Number.isNaN(most)) return `load by ${generatorName}; this system does not tell what it used`;
  const used = `load by ${generatorName}, which used at most ${Math.round(most * 100)} % of a core`;
  return most > 0.9 ? `generator-bound: ${used}` : used;
}
