import { setFlagsFromString } from 'node:v8';
import type { Logger } from 'pino';
import { createLogger } from '../observe/log.ts';
import { SettingsError } from '../settings/settings.ts';

// At the start, while its young generation is still tiny, V8 (13.6) learns that the objects of a request survive, and from
// then on allocates them in the old generation. There they keep all that they refer to until the next full collection: a
// fifth of the processor time of a busy service. NODE_OPTIONS does not accept this flag.
const noPretenuring = '--no-allocation-site-pretenuring';

/**
 * Runs a service's `main`. Bad settings end the process with one message on stderr. Any other error is logged as fatal,
 * also a rejection or exception that nobody caught. Both exit with code 1.
 *
 * @param log for errors before `main` has made its own log
 */
export async function runMain(main: () => Promise<void>, log: Logger = startLog()): Promise<void> {
  setFlagsFromString(noPretenuring);
  // What a service writes holds customers and secrets: databases, WAL, keys. Nobody else on the machine may read it.
  process.umask(0o077);
  // After an unhandled error the state is unknown. All that was promised is on disk, so a restart is safe.
  process.on('unhandledRejection', (error) => die(log, error, 'unhandled rejection'));
  process.on('uncaughtException', (error) => die(log, error, 'uncaught exception'));
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SettingsError)) return die(log, error, 'service failed');
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  exitSoon(log);
}

function startLog(): Logger {
  return createLogger({ service: 'relevo', level: 'info', pretty: false });
}

function die(log: Logger, error: unknown, message: string): void {
  log.fatal({ err: error }, message);
  process.exit(1);
}

// Everything is closed by now. Something that was left open must not keep the process alive until the platform kills it.
function exitSoon(log: Logger): void {
  const timer = setTimeout(() => {
    log.warn({ holding: process.getActiveResourcesInfo() }, 'ended although something was still open');
    process.exit();
  }, 2_000);
  timer.unref();
}
