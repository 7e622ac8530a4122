/** The key that lets one service of a test in at the other. */
export const apiKey = 'clave-de-prueba-larga-y-segura-1234';

/** What came back, with the body read as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever field it expects, and fails if it is not there
export type Answer = { status: number; headers: Headers; body: any };

/** A header set to undefined is left out, also the test's key, which is sent otherwise. */
type Wished = Record<string, string | undefined>;

/** Ways to ask a service, by its paths: over the network (`requestsAt`) or without a port (`requestsTo`). */
export type Requests = {
  /** Asks by any method; a body goes out as JSON. */
  call(method: string, path: string, headers?: Wished, body?: unknown): Promise<Answer>;
  get(path: string, headers?: Wished): Promise<Answer>;
  /** Posts JSON. A text or bytes go out as they are. */
  post(path: string, body: unknown, headers?: Wished): Promise<Answer>;
};

/** A request as it goes out. */
export type Outgoing = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
};

/** What came back, with the body as text. */
export type Incoming = { status: number; headers: Headers; text: string };

/** Makes the ways to ask out of one that sends. */
export function requestsBy(send: (request: Outgoing) => Promise<Incoming>): Requests {
  async function ask(method: string, path: string, wished: Wished, body?: Outgoing['body']): Promise<Answer> {
    const named = Object.entries({ 'X-API-Key': apiKey, ...wished });
    const headers = Object.fromEntries(
      named.filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const { status, headers: received, text } = await send({ method, path, headers, body });
    return { status, headers: received, body: text === '' ? undefined : JSON.parse(text) };
  }
  const json = { 'Content-Type': 'application/json' };
  return {
    call(method, path, headers = {}, body) {
      if (body === undefined) return ask(method, path, headers);
      return ask(method, path, { ...json, ...headers }, JSON.stringify(body));
    },
    get: (path, headers = {}) => ask('GET', path, headers),
    post: (path, body, headers = {}) => ask('POST', path, { ...json, ...headers }, bytesOf(body)),
  };
}

function bytesOf(body: unknown): Outgoing['body'] {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

/** Ways to ask the service that listens at `url`. */
export function requestsAt(url: string): Requests {
  return requestsBy(async ({ path, ...request }) => {
    const response = await fetch(url + path, request);
    return { status: response.status, headers: response.headers, text: await response.text() };
  });
}

/** The same by whole addresses. */
export const { call, get, post } = requestsAt('');
