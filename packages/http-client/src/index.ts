export { ask } from './ask.ts';
export { createHttp, type Http, type HttpOptions, type HttpRequest } from './http.ts';
export { type PostOptions, postJson } from './post-json.ts';
export { type Promised, type RawAnswer, readReply } from './read-reply.ts';
export { type Failure, type FailureCode, isRetryable, type Reply } from './reply.ts';
