import { urlAt } from '@relevo/service-kit/listen';
import type { Env } from '../../packages/service-kit/src/settings/settings.ts';

/** A service of `npm start`: where it can be asked on this machine, and what its environment has besides. */
export type Planned = { name: 'store' | 'tickets'; url: string; env: Record<string, string> };

/** Both services at the address of HOST, each told where the other is unless the environment says so. */
export function planPair(env: Env): { tickets: Planned; store: Planned } {
  const given = (name: string) => env[name]?.trim() || undefined;
  // The services' own default: 0.0.0.0 in production, which is asked at 127.0.0.1 as well.
  const host = given('HOST') ?? '127.0.0.1';
  // The store refuses the shop page in production.
  const demo = given('NODE_ENV') !== 'production';
  const [ticketsUrl, storeUrl] = [urlAt(host, 4001), urlAt(host, 4000)];
  return {
    tickets: {
      name: 'tickets',
      url: ticketsUrl,
      env: { PORT: '4001', STORE_URL: given('STORE_URL') ?? storeUrl },
    },
    store: {
      name: 'store',
      url: storeUrl,
      env: { PORT: '4000', ...(demo && { DEMO: '1' }), TICKETS_URL: given('TICKETS_URL') ?? ticketsUrl },
    },
  };
}
