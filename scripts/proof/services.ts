import { join } from 'node:path';
import { apiKey } from '@relevo/testkit/http';
import { root } from '../root.ts';
import { type ServerProcess, startServer } from '../server-process.ts';

export type ServiceName = 'store' | 'tickets';
export type Service = ServerProcess;

/** An address with no listener, for a service that needs no other one. */
export const nobody = 'http://127.0.0.1:1';

export type ServiceOptions = {
  env?: Record<string, string>;
  /** A program and its arguments that run the service: `strace`, `unshare`. */
  inside?: string[];
  /** The script that runs it in place of its `main.ts`; gets messages. */
  script?: string;
  /** Is told each line that it writes. */
  onLine?: (line: string) => void;
};

/**
 * Starts `apps/<name>/src/main.ts` in a process of its own, with its database in `dir`.
 * @throws Error with what it wrote when it does not start
 */
export function startService(
  name: ServiceName,
  dir: string,
  { env = {}, inside = [], script, onLine }: ServiceOptions = {},
): Promise<Service> {
  return startServer({
    script: script ?? join(root, 'apps', name, 'src/main.ts'),
    dir,
    ipc: script !== undefined,
    onLine,
    inside,
    env: {
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      NODE_ENV: 'test',
      RELAY_API_KEY: apiKey,
      DATABASE_URL: `file:${dir}/${name}.db`,
      ...env,
    },
  });
}

/** Passes on what a service writes when something ends it that it did not expect. */
export function printTrouble(line: string): void {
  if (line.includes('"level":"fatal"') || !line.startsWith('{')) process.stderr.write(`${line}\n`);
}
