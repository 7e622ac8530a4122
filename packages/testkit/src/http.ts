/** The key that lets one service of a test in at the other. */
export const apiKey = 'clave-de-prueba-larga-y-segura-1234';

/** What came back, with the body read as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever field it expects, and fails if it is not there
export type Answer = { status: number; headers: Headers; body: any };

/** Posts JSON with the test's key. A text or bytes go out as they are. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string | undefined> = {},
): Promise<Answer> {
  return answerOf(
    await fetch(url, {
      method: 'POST',
      headers: present({ 'Content-Type': 'application/json', 'X-API-Key': apiKey, ...headers }),
      body:
        typeof body === 'string'
          ? body
          : body instanceof Uint8Array
            ? new Uint8Array(body)
            : JSON.stringify(body),
    }),
  );
}

/** Gets with the test's key. */
export async function get(url: string, headers: Record<string, string | undefined> = {}): Promise<Answer> {
  return answerOf(await fetch(url, { headers: present({ 'X-API-Key': apiKey, ...headers }) }));
}

/** Any method, with the test's key; a body goes out as JSON. */
export async function call(
  method: string,
  url: string,
  headers: Record<string, string | undefined> = {},
  body?: unknown,
): Promise<Answer> {
  const json = body === undefined ? undefined : 'application/json';
  return answerOf(
    await fetch(url, {
      method,
      headers: present({ 'Content-Type': json, 'X-API-Key': apiKey, ...headers }),
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
  );
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** A header set to undefined is left out. */
function present(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
