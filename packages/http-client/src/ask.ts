import type { Http, HttpRequest } from './http.ts';
import { type Promised, readReply } from './read-reply.ts';
import type { Reply } from './reply.ts';

/** Makes one attempt and says what came of it; what a peer or a network does never throws. */
export async function ask<T>(http: Http, request: HttpRequest, promised: Promised<T>): Promise<Reply<T>> {
  const came = await http.send(request);
  return came.kind === 'failure' ? came : readReply(came, promised, http.apiKey);
}
