import type { BoardReply, Cursor, Member, Position, Role, SocketCommandReply } from '@relevo/contract';
import type { Socket } from 'socket.io-client';
import { type Access as BoardAccess, connectSocket, createHeard } from './boards.ts';
import { type Answer, apiKey, type Requests, requestsAt } from './http.ts';

/** Somebody who asks: with a session's cookie, with a key, or with nothing. Everything they are told is kept. */
export type Client = {
  /** Where its service listens; empty where it has no port. */
  url: string;
  place: Place;
  /** What lets this client in. */
  headers: Record<string, string>;
  /** The person that the admin made; the admin themself, services, TVs and nobody have no id. */
  person: { id: number | null; nombre: string };
  heard: unknown[];
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  get(path: string): Promise<Answer>;
  command(ticketId: number, command: object): Promise<Answer>;
  /** A socket of this client. @throws the refusal of the handshake */
  connect(): Promise<Line>;
};

/** Whether it is a line of the log, and not what the service says beside it. */
export const isChange = ({ name }: Heard) => name !== 'posicion' && name !== 'ajustes';

/** What came over a socket, in order: the name and the first argument. */
export type Heard = {
  name: string;
  body: { seq?: number; prev?: number; ticket_id?: number; head?: number };
};

export type Line = AsyncDisposable & {
  socket: Socket;
  events: Heard[];
  subscribe(cursor?: Cursor): Promise<BoardReply>;
  command(ticketId: number, command: object): Promise<SocketCommandReply>;
  /** Resolves when `done` holds for what was heard so far. */
  until(done: (events: Heard[]) => boolean, limitMs?: number): Promise<Heard[]>;
  /** The next position that the service tells. */
  position(): Promise<Position>;
};

/** A ticket service: where it listens, or what asks it without a port. Without one nobody can connect. */
type Place = string | Requests;
type Service = { signInLink(): Promise<string> } & ({ url: string } | Requests);
type Access = BoardAccess & { headers: Record<string, string> };

export const nobody = (place: Place): Client => clientOf(place, { headers: {} });
export const serviceWithKey = (place: Place): Client =>
  clientOf(
    place,
    { headers: { 'X-API-Key': apiKey }, auth: { token: apiKey } },
    { id: null, nombre: 'tienda' },
  );

/** The first admin, signed in by the link that the service gives. */
export async function adminOf(service: Service): Promise<Client> {
  return signedIn('url' in service ? service.url : service, tokenOf(await service.signInLink()));
}

let made = 0;

/** A new person of this role, signed in by their one-time link. */
export async function memberOf(admin: Client, rol: Role, nombre = `${rol} ${made + 1}`): Promise<Client> {
  made += 1;
  const added = await admin.call('POST', '/api/personas', { nombre, rol });
  if (added.status !== 201) throw new Error(`not added: ${added.status}`);
  const { id } = added.body as Member;
  const link = await admin.call('POST', `/api/personas/${id}/enlace`);
  return signedIn(admin.place, tokenOf(link.body.enlace), { id, nombre });
}

/** A TV, by its link. */
export async function tvOf(admin: Client): Promise<Client> {
  const { body } = await admin.call('POST', '/api/enlaces-tv', { nombre: 'Salón' });
  return signedIn(admin.place, tokenOf(body.enlace), { id: null, nombre: 'Salón' });
}

/** Whoever has this email and password. */
export async function signedInWith(
  place: Place,
  credentials: { email: string; clave: string },
): Promise<Client> {
  return signedInBy(place, credentials);
}

const signedIn = (place: Place, token: string, person?: Client['person']) =>
  signedInBy(place, { token }, person);

async function signedInBy(place: Place, body: object, person?: Client['person']): Promise<Client> {
  const answer = await clientOf(place, { headers: {} }).call('POST', '/api/sesion', body);
  if (answer.status !== 200) throw new Error(`not signed in: ${answer.status}`);
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return clientOf(place, { headers: { Cookie: cookie } }, person ?? answer.body.operador);
}

function tokenOf(link: string): string {
  return new URL(link, 'http://127.0.0.1').hash.slice(1);
}

function clientOf(place: Place, access: Access, person: Client['person'] = { id: null, nombre: '' }): Client {
  const heard: unknown[] = [];
  const url = typeof place === 'string' ? place : '';
  const requests = typeof place === 'string' ? requestsAt(place) : place;
  const ask: Client['call'] = async (method, path, body) => {
    const answer = await requests.call(method, path, { 'X-API-Key': undefined, ...access.headers }, body);
    heard.push(answer.body);
    return answer;
  };
  return {
    url,
    place,
    headers: access.headers,
    person,
    heard,
    call: ask,
    get: (path) => ask('GET', path),
    command: (ticketId, command) => ask('POST', `/api/tickets/${ticketId}/comandos`, command),
    connect: () => connect(url, access, heard),
  };
}

async function connect(url: string, access: Access, heard: unknown[]): Promise<Line> {
  const events = createHeard<Heard>();
  const hear = (name: string, body: unknown) => {
    heard.push(body);
    events.add({ name, body: body as Heard['body'] });
  };
  const socket = await connectSocket(url, access, hear, { reconnection: false });
  const ask = async (name: string, body: object) => {
    const reply = await socket.timeout(10_000).emitWithAck(name, body);
    heard.push(reply);
    return reply;
  };
  return {
    socket,
    events: events.all,
    subscribe: (cursor = {}) => ask('suscribir', cursor),
    command: (ticketId, command) => ask('comando', { ticket_id: ticketId, ...command }),
    until: (done, limitMs = 15_000) => events.until(done, limitMs),
    position: () => new Promise((resolve) => socket.once('posicion', resolve)),
    [Symbol.asyncDispose]: async () => void socket.disconnect(),
  };
}
