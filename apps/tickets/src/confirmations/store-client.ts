import { type ConfirmationReply, confirmationReplySchema, storePaths } from '@relevo/contract';
import {
  ask,
  createHttp,
  type HttpOptions,
  type PostOptions,
  type Promised,
  postJson,
  type Reply,
} from '@relevo/http-client';

export type StoreClient = {
  /** Sends a confirmation: one attempt, one value; never rejects. The body is sent byte for byte. */
  confirmTicket(numero: string, body: string, options: PostOptions): Promise<Reply<ConfirmationReply>>;
  [Symbol.dispose](): void;
};

/** The store over HTTP. @throws TypeError for a URL or key that cannot work. */
export function createStoreClient(options: HttpOptions): StoreClient {
  const http = createHttp(options);
  return {
    confirmTicket(numero, body, post) {
      const path = storePaths.confirm.replace(':numero', () => encodeURIComponent(numero));
      return ask(http, postJson(path, body, post), promisedFor(numero));
    },
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
