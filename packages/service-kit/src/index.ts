export type { Admission } from './admission.ts';
export { createAdmission } from './admission.ts';
export type { ApiKey } from './api-key-list.ts';
export { defaultCaller, keyProblem, parseKeyList } from './api-key-list.ts';
export type { ApiKeys } from './api-keys.ts';
export { resolveApiKeys } from './api-keys.ts';
export type { Clock } from './clock.ts';
export { systemClock } from './clock.ts';
export type { FrontSettings } from './front.ts';
export type { Health } from './health.ts';
export type { HttpAppOptions } from './http-app.ts';
export { createHttpApp } from './http-app.ts';
export { bodyLimitBytes, rawBodyOf } from './json-body.ts';
export { resolveSecret } from './kept-secret.ts';
export type { Lifecycle } from './lifecycle.ts';
export { createLifecycle } from './lifecycle.ts';
export { callerOf, logOf, traceOf, workDone } from './locals.ts';
export type { Metrics } from './metrics.ts';
export { createMetrics } from './metrics.ts';
export type { ProblemOptions } from './problem.ts';
export {
  HttpProblem,
  invalidFields,
  optionalParameter,
  parseInput,
  problemBody,
  validationProblem,
} from './problem.ts';
export type { RateLimit, RateLimits } from './rate-limit.ts';
export { addressOf, createRateLimits } from './rate-limit.ts';
export { tooLarge } from './read-bytes.ts';
export { requireApiKey } from './require-api-key.ts';
export type { Route, RouteDoc } from './route.ts';
export { contentSecurityPolicy } from './security-headers.ts';
export type { Served, ServeOptions } from './serve.ts';
export { serve } from './serve.ts';
export * from './start.ts';
export { databaseKind, startLine } from './start-line.ts';
export { toProblem, unavailable } from './to-problem.ts';
export type { Trace } from './trace.ts';
export { continueTrace } from './trace.ts';
export { withoutCredentials } from './url.ts';
export { version } from './version.ts';
