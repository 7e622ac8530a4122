import type { Member, Role } from '@relevo/contract';
import type { Clock } from '@relevo/service-kit';
import { type Answer, type Requests, requestsAt } from '@relevo/testkit/http';
import { ticketsApp, ticketsForTest } from '@relevo/testkit/services';

type Call = { cookie?: string; body?: unknown; headers?: Record<string, string> };

export const password = 'una clave larga 2026';

type Options = { dir?: string; clock?: Clock; env?: Record<string, string> };

/** The service without a port, with somebody to ask as. */
export async function openPeople(options: Options = {}) {
  const tickets = await ticketsApp(options);
  return { ...tickets, ...peopleOf(tickets, tickets.signInLink) };
}

/** The same on a port: for tests of its sockets. */
export async function startPeople(options: Options = {}) {
  const tickets = await ticketsForTest(options);
  return { ...tickets, ...peopleOf(requestsAt(tickets.url), tickets.signInLink) };
}

export type People = Awaited<ReturnType<typeof openPeople>>;

/** Somebody to ask as. Paths as in the contract; nothing is sent that is not named. */
function peopleOf(requests: Requests, signInLink: () => Promise<string>) {
  const call = (method: string, path: string, { cookie, body, headers }: Call = {}): Promise<Answer> =>
    requests.call(method, path, { 'X-API-Key': undefined, Cookie: cookie, ...headers }, body);

  /** The answer to a sign-in and the cookie to go on with. */
  async function signIn(
    body: ({ token: string } | { email: string; clave: string }) & { codigo?: string },
    more: Call = {},
  ) {
    const answer = await call('POST', '/api/sesion', { ...more, body });
    return { answer, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  }

  async function asFirstAdmin(): Promise<string> {
    return (await signIn({ token: tokenOf(await signInLink()) })).cookie;
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

/** The token of `/entrar#…` or `/tv#…`, with or without a host before it. */
export function tokenOf(link: string): string {
  return new URL(link, 'http://127.0.0.1').hash.slice(1);
}
