import type { Member, Role } from '@relevo/contract';
import type { Clock } from '@relevo/service-kit';
import type { Answer } from '@relevo/testkit/http';
import { ticketsForTest } from '@relevo/testkit/services';

type Call = { cookie?: string; body?: unknown; headers?: Record<string, string> };

export const password = 'una clave larga 2026';

/** The real service with somebody to ask as. Paths as in the contract; nothing is sent that is not named. */
export async function startPeople(
  options: { dir?: string; clock?: Clock; env?: Record<string, string> } = {},
) {
  const tickets = await ticketsForTest(options);

  async function call(method: string, path: string, { cookie, body, headers }: Call = {}): Promise<Answer> {
    const response = await fetch(tickets.url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(cookie !== undefined && { Cookie: cookie }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  /** The answer to a sign-in and the cookie to go on with. */
  async function signIn(body: { token: string } | { email: string; clave: string }, more: Call = {}) {
    const answer = await call('POST', '/api/sesion', { ...more, body });
    return { answer, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  }

  async function asFirstAdmin(): Promise<string> {
    return (await signIn({ token: tokenOf(await tickets.signInLink()) })).cookie;
  }

  /** A new person with `email` and `password`. */
  async function add(rol: Role, email: string): Promise<Member> {
    const body = { nombre: `${rol} ${email}`, rol, email, clave: password };
    const answer = await call('POST', '/api/personas', { cookie: await asFirstAdmin(), body });
    if (answer.status !== 201) throw new Error(`not added: ${answer.status}`);
    return answer.body;
  }

  /** A new person of this role, signed in. */
  async function addSignedIn(rol: Role, email: string): Promise<{ person: Member; cookie: string }> {
    const person = await add(rol, email);
    return { person, cookie: (await signIn({ email, clave: password })).cookie };
  }

  return {
    ...tickets,
    call,
    signIn,
    asFirstAdmin,
    add,
    addSignedIn,
    /** Whose session this is; undefined when it is worth nothing. */
    async whoIs(cookie: string) {
      const { status, body } = await call('GET', '/api/sesion', { cookie });
      return status === 200 ? body.operador : undefined;
    },
  };
}

export type People = Awaited<ReturnType<typeof startPeople>>;

/** The token of `/entrar#…` or `/tv#…`, with or without a host before it. */
export function tokenOf(link: string): string {
  return new URL(link, 'http://127.0.0.1').hash.slice(1);
}
