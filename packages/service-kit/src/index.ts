export type { ApiKeys } from './auth/api-keys.ts';
export { requireApiKey, resolveApiKeys } from './auth/api-keys.ts';
export { resolveSecret } from './auth/kept-secret.ts';
export { bodyLimitBytes, rawBodyOf, tooLarge } from './http/json-body.ts';
export type { ProblemOptions } from './http/problem.ts';
export {
  HttpProblem,
  invalidFields,
  optionalParameter,
  parseInput,
  problemBody,
  toProblem,
  unavailable,
  validationProblem,
} from './http/problem.ts';
export { callerOf, logOf, traceOf, workDone } from './http/request-context.ts';
export type { GateSettings } from './http/request-gate.ts';
export type { Route, RouteDoc } from './http/routes.ts';
export { contentSecurityPolicy } from './http/security-headers.ts';
export type { HttpAppOptions } from './http-app.ts';
export { createHttpApp } from './http-app.ts';
export type { Metrics } from './observe/metrics.ts';
export { createMetrics } from './observe/metrics.ts';
export type { Trace } from './observe/trace.ts';
export { continueTrace } from './observe/trace.ts';
export type { Admission } from './overload/admission.ts';
export { createAdmission } from './overload/admission.ts';
export type { RateLimit, RateLimits } from './overload/rate-limit.ts';
export { addressOf, createRateLimits } from './overload/rate-limit.ts';
export type { Clock } from './process/clock.ts';
export { systemClock } from './process/clock.ts';
export type { Health, Lifecycle } from './process/health.ts';
export { createLifecycle } from './process/health.ts';
export type { Served, ServeOptions } from './process/serve.ts';
export { serve } from './process/serve.ts';
export { databaseKind, startLine, version, withoutCredentials } from './process/service-info.ts';
export type { ApiKey } from './settings/relay-keys.ts';
export { defaultCaller, keyProblem, parseKeyList } from './settings/relay-keys.ts';
export * from './start.ts';
