import type { Logger } from '@relevo/service-kit';

/**
 * Says in production that STORE_URL, which has a default, leads back to this machine: in a container of its own the
 * service would never reach the store, and nobody would miss what the store is not told.
 */
export function warnOfLoopback(
  log: Logger,
  { production, storeUrl }: { production: boolean; storeUrl: string },
): void {
  if (production && isLoopback(storeUrl))
    log.warn('STORE_URL is this machine, or container: is the store here?');
}

function isLoopback(url: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(URL.parse(url)?.hostname ?? '');
}
