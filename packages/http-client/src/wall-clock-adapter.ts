import { type AxiosAdapter, AxiosError, type AxiosResponse, getAdapter } from 'axios';
import { readFailure } from './read-failure.ts';

/**
 * The http adapter of axios under one limit for the whole attempt, from DNS to the last byte of the body.
 * axios' own `timeout` is not that: it starts again with each byte. Sitting in the adapter, the limit starts
 * afresh on every try of a retrying client, while `config.signal` stays the caller's own.
 *
 * Rejects with an AxiosError whose `code` is a `FailureCode`, and with a response only for a whole answer.
 */
export function wallClockAdapter(timeoutMs: number, secret: string): AxiosAdapter {
  const send = getAdapter('http');
  return async (config) => {
    // Held here until the end: a signal that only `any` knows of may be collected before it fires.
    const limit = AbortSignal.timeout(timeoutMs);
    const callers = config.signal instanceof AbortSignal ? [config.signal] : [];
    const signal = AbortSignal.any([limit, ...callers]);
    let response: AxiosResponse;
    try {
      response = await send({ ...config, signal, validateStatus: null });
    } catch (error) {
      // Errors leave with the caller's config, not this try's: a retry would inherit a spent limit.
      const late = signal.reason !== undefined && signal.reason === limit.reason;
      if (late) throw new AxiosError(`sin respuesta completa en ${timeoutMs} ms`, 'ETIMEDOUT', config);
      const failure = readFailure(error, secret);
      throw new AxiosError(failure.message, failure.code, config);
    }
    if (config.validateStatus?.(response.status) ?? true) return response;
    throw new AxiosError(`status ${response.status}`, 'ERR_BAD_RESPONSE', config, response.request, response);
  };
}
