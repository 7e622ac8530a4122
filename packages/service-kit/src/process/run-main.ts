import { setFlagsFromString } from 'node:v8';
import type { Logger } from 'pino';
import { createLogger } from '../observe/log.ts';
import { SettingsError } from '../settings/settings.ts';

// V8 (13.6) learns at the start, while its young generation is still tiny, that the objects of a request survive, and makes
// them in the old one from then on. There they hold all that they refer to until the next full collection: a fifth of the
// processor time of a busy service. It has no option in NODE_OPTIONS.
const noPretenuring = '--no-allocation-site-pretenuring';

/**
 * Runs a service's `main`. Bad settings end it with their one message on stderr; anything else, also a
 * rejection or an exception that nobody caught, is logged as fatal. Both exit with code 1.
 *
 * @param log for what goes wrong before `main` has made its own
 */
export async function runMain(main: () => Promise<void>, log: Logger = startLog()): Promise<void> {
  setFlagsFromString(noPretenuring);
  // State is unknown after an error that nobody handled; what was promised is on disk, so starting anew is safe.
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

// Everything is closed by now. Something forgotten must not keep the process until the platform kills it.
function exitSoon(log: Logger): void {
  const timer = setTimeout(() => {
    log.warn({ holding: process.getActiveResourcesInfo() }, 'ended although something was still open');
    process.exit();
  }, 2_000);
  timer.unref();
}
