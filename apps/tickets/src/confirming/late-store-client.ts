import type { HttpOptions } from '@relevo/http-client';
import type { StoreClient } from './store-client.ts';

/**
 * The store over HTTP, as `createStoreClient` makes it, but loaded at the first use: hardly anything takes longer to load
 * than the HTTP client, and a service that starts has nothing to tell the store yet.
 */
export function createLateStoreClient(options: HttpOptions): StoreClient {
  let loading: Promise<StoreClient> | undefined;
  const load = async () => {
    try {
      const { createStoreClient } = await import('./store-client.ts');
      return createStoreClient(options);
    } catch (error) {
      // Out of file handles, say: the next attempt tries again.
      loading = undefined;
      throw error;
    }
  };
  return {
    async confirmTicket(numero, body, post) {
      loading ??= load();
      const client = await loading;
      return client.confirmTicket(numero, body, post);
    },
    [Symbol.dispose]() {
      loading?.then((client) => client[Symbol.dispose]()).catch(() => {});
    },
  };
}
