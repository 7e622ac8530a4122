import type { AxiosRequestConfig } from 'axios';
import type { Http } from './http.ts';
import { readFailure } from './read-failure.ts';
import { type Promised, readReply } from './read-reply.ts';
import type { Reply } from './reply.ts';

/** Makes one attempt and says what came of it; what a peer or a network does never throws. */
export async function ask<T>(
  http: Http,
  request: AxiosRequestConfig,
  promised: Promised<T>,
): Promise<Reply<T>> {
  try {
    const { status, headers, data } = await http.axios.request<string>(request);
    return readReply({ status, headers, text: data }, promised, http.apiKey);
  } catch (error) {
    return readFailure(error, http.apiKey);
  }
}
