/*
 * What `main` needs before anything runs: settings, a log, the signal to stop. This is a subpath export of its own, so that
 * a start does not wait for Express and the metrics, which the index loads (test/what-a-start-loads.test.ts).
 */

export type { Logger } from './observe/log.ts';
export { createLogger } from './observe/log.ts';
export { runMain } from './process/run-main.ts';
export { version } from './process/service-info.ts';
export { createStandIn } from './process/stand-in.ts';
export { stopSignal } from './process/stop-signal.ts';
export { commonSettings } from './settings/common-settings.ts';
export {
  databaseFile,
  envBool,
  envDatabase,
  envInt,
  envPort,
  envText,
  envUrl,
} from './settings/env-types.ts';
export type { Env } from './settings/settings.ts';
export { parseSettings, SettingsError } from './settings/settings.ts';
