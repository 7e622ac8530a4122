export {
  ask,
  createHttp,
  type HttpOptions,
  type HttpRequest,
  httpLimits,
  type PostOptions,
  postJson,
  readFailure,
  serviceBase,
} from './http.ts';
export {
  type Failure,
  type FailureCode,
  type Promised,
  type RawAnswer,
  type Reply,
  readReply,
} from './reply.ts';
