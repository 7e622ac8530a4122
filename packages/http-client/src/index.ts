export { readFailure } from './exchange.ts';
export {
  ask,
  createHttp,
  type HttpOptions,
  type HttpRequest,
  httpLimits,
  type PostOptions,
  postJson,
  serviceBase,
} from './http.ts';
export {
  type Failure,
  type FailureCode,
  type Promised,
  type Reply,
  readReply,
} from './reply.ts';
