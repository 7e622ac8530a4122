import http from 'node:http';
import https from 'node:https';
import { headers } from '@relevo/contract';
import axios, { type AxiosInstance } from 'axios';
import { wallClockAdapter } from './wall-clock-adapter.ts';

/** Where a service is and how to talk to it. */
export type HttpOptions = {
  /** `http(s)://host[:port][/prefix]`; a trailing slash does not matter. */
  url: string;
  apiKey: string;
  /** Limit for one whole attempt, DNS to last body byte, in milliseconds; 15 000 by default. */
  timeoutMs?: number;
  /** `relevo-store/<version>`, say; `relevo-http-client` by default. */
  userAgent?: string;
  /** Connections at once; a request that waits for one spends its own time. 64 by default. */
  maxSockets?: number;
  /** For example `ca`, `cert`, `lookup`. */
  agentOptions?: https.AgentOptions;
};

/** The answers promised by the contract are far below; anything larger is not one of them. */
export const maxAnswerBytes = 64 * 1024;
/** Shorter than the server's 65 s: the side that sends a POST must be the one that closes the idle socket. */
export const idleSocketMs = 15_000;

export type Http = { axios: AxiosInstance; apiKey: string; [Symbol.dispose](): void };

/**
 * An axios instance with everything off that could surprise: redirects, proxies from the environment, absolute
 * URLs, guessing at bodies. Disposing closes its connections, those in use as well.
 * @throws TypeError for a URL or key that cannot work.
 */
export function createHttp({
  url,
  apiKey,
  timeoutMs = 15_000,
  userAgent = 'relevo-http-client',
  maxSockets = 64,
  agentOptions,
}: HttpOptions): Http {
  if (apiKey.trim() === '') throw new TypeError('apiKey must not be empty');
  const pool = { ...agentOptions, keepAlive: true, maxSockets, timeout: idleSocketMs };
  const httpAgent = new http.Agent(pool);
  const httpsAgent = new https.Agent(pool);
  const instance = axios.create({
    adapter: wallClockAdapter(timeoutMs, apiKey),
    baseURL: checkedUrl(url),
    allowAbsoluteUrls: false,
    headers: { [headers.apiKey]: apiKey, 'User-Agent': userAgent, Accept: 'application/json' },
    httpAgent,
    httpsAgent,
    maxContentLength: maxAnswerBytes,
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    // Bodies go out as the text they are; axios would trim, quote or encode them as it sees fit.
    transformRequest: [(body: unknown) => body],
    validateStatus: () => true,
  });
  return {
    axios: instance,
    apiKey,
    [Symbol.dispose]() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

function checkedUrl(url: string): string {
  const { protocol, search, hash } = new URL(url);
  if (!/^https?:$/.test(protocol) || search || hash) {
    throw new TypeError('url must be http(s)://host[:port][/prefix], without query or fragment');
  }
  return url;
}
