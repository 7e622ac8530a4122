/*
 * What `main` needs before anything runs: settings, a log, the signal to stop. Apart from the index, because Express and
 * the metrics, which stand there, take long to load.
 */
export type { CommonSettings, HttpSettings, RateLimitSettings } from './common-settings.ts';
export { commonSettings } from './common-settings.ts';
export {
  envBool,
  envInt,
  envList,
  envOptionalInt,
  envOrigins,
  envPort,
  envText,
  envUrl,
} from './env-types.ts';
export type { Logger } from './log.ts';
export { createLogger } from './log.ts';
export { runMain } from './run-main.ts';
export type { Env, SettingProblem } from './settings.ts';
export { parseSettings, SettingsError } from './settings.ts';
export { stopSignal } from './stop-signal.ts';
