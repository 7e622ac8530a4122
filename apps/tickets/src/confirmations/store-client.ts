import {
  type ConfirmationReply,
  confirmationReplySchema,
  type Health,
  healthSchema,
  storePaths,
} from '@relevo/contract';
import {
  ask,
  createHttp,
  type HttpOptions,
  type PostOptions,
  type Promised,
  postJson,
  type Reply,
} from '@relevo/http-client';

/** Which order it is for the store. Without `fuente`, of the caller whose key asks. */
export type OrderName = { numero: string; fuente: string | undefined };

export type StoreClient = {
  /** Sends a confirmation of a caller's order: one attempt, one value; never rejects. The body is sent byte for byte. */
  confirmTicket(order: OrderName, body: string, options: PostOptions): Promise<Reply<ConfirmationReply>>;
  /** Asks the store how it is; one attempt, never rejects. */
  getHealth(options: { signal: AbortSignal }): Promise<Reply<Health>>;
  [Symbol.dispose](): void;
};

/** The store over HTTP. @throws TypeError for a URL or key that cannot work. */
export function createStoreClient(options: HttpOptions): StoreClient {
  const http = createHttp(options);
  return {
    confirmTicket({ numero, fuente }, body, post) {
      const path = storePaths.confirm.replace(':numero', () => encodeURIComponent(numero));
      const query = fuente === undefined ? '' : `?${new URLSearchParams({ fuente })}`;
      return ask(http, postJson(path + query, body, post), promisedFor(numero));
    },
    getHealth: ({ signal }) =>
      ask(http, { method: 'GET', path: '/healthz', signal }, { statuses: [200], schema: healthSchema }),
    [Symbol.dispose]: http[Symbol.dispose],
  };
}

function promisedFor(numero: string): Promised<ConfirmationReply> {
  return {
    statuses: [200],
    schema: confirmationReplySchema,
    fault: (result) =>
      result.numero === numero
        ? undefined
        : `respondió por el número «${result.numero}», no por el enviado («${numero}»)`,
  };
}
