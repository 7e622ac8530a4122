export {
  ask,
  createHttp,
  type Http,
  type HttpOptions,
  type HttpRequest,
  type PostOptions,
  postJson,
} from './http.ts';
export {
  type Failure,
  type FailureCode,
  isRetryable,
  type Promised,
  type RawAnswer,
  type Reply,
  readReply,
} from './reply.ts';
