export type { ApiKeys } from './auth/api-keys.ts';
export { outOfScope, requireApiKey, resolveApiKeys } from './auth/api-keys.ts';
export { keptSecret } from './auth/kept-secret.ts';
export { bodyLimitBytes, rawBodyOf, tooLarge } from './http/json-body.ts';
export {
  atDoor,
  HttpProblem,
  invalidFields,
  optionalParameter,
  parseInput,
  problemBody,
  rawProblem,
  toProblem,
  wantsEnglish,
} from './http/problem.ts';
export type { ContextResponse, MatchedKey, Trace } from './http/request-context.ts';
export {
  callerOf,
  clientIp,
  keyOf,
  loggable,
  logQuietly,
  noteForLog,
  plainAddress,
  refusedOrigin,
  traceOf,
  workDone,
} from './http/request-context.ts';
export { parseHost } from './http/request-gate.ts';
export { type Auth, answerOtherMethods, type Route } from './http/routes.ts';
export type { HttpApp } from './http-app.ts';
export { createHttpApp } from './http-app.ts';
export type { Metrics } from './observe/metrics.ts';
export { createMetrics, serveMetrics } from './observe/metrics.ts';
export type { RateLimit, RateLimits } from './overload/rate-limit.ts';
export { addressOf, createRateLimits } from './overload/rate-limit.ts';
export type { Clock } from './process/clock.ts';
export { measureJumps, systemClock } from './process/clock.ts';
export type { Lifecycle } from './process/health.ts';
export { createLifecycle, onceASecond } from './process/health.ts';
export { closeToOthers } from './process/private-files.ts';
export { startExpiry, startRetention } from './process/retention.ts';
export { serve } from './process/serve.ts';
export { startLine, version, withoutCredentials } from './process/service-info.ts';
export { createStandIn } from './process/stand-in.ts';
export { defaultCaller, keyProblem, parseKeyList } from './settings/relay-keys.ts';
export * from './start.ts';
