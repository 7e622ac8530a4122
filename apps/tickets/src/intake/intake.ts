import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type AcceptedReply,
  acceptedReplySchema,
  type BatchReply,
  batchBodySchema,
  batchDocSchema,
  batchReplySchema,
  callerName,
  faultInEnglish,
  headers,
  isOrderOfBefore,
  missingScope,
  parseTicketBody,
  type Scope,
  ticketBodySchema,
  ticketPaths,
} from '@relevo/contract';
import {
  HttpProblem,
  invalidFields,
  keyOf,
  outOfScope,
  parseInput,
  problemBody,
  type Route,
  rawBodyOf,
  toProblem,
  traceOf,
  wantsEnglish,
} from '@relevo/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import type { Accepted, AcceptedTicket, Incoming } from './accept-ticket.ts';

const sourceWords =
  'La `fuente` del ticket es la de la clave. La tienda, que entrega pedidos de otros, la dice en `Relevo-Fuente`; hace falta el alcance `relevar`. Con ese alcance vale también `Relevo-Age`: hace cuántos milisegundos se hizo el pedido, de 0 a 7 días (cualquier otra cosa se ignora). `fecha_creacion` es cuándo se hizo, `llegado_en` cuándo llegó.';

export function intakeRoutes(intake: Intake, auth: RequestHandler): Route[] {
  return [
    {
      method: 'post',
      path: [ticketPaths.tickets, ticketPaths.receive],
      auth,
      body: true,
      bounded: true,
      doc: {
        summary: 'Recibe un pedido y lo convierte en un ticket, una sola vez',
        description: sourceWords,
        request: ticketBodySchema,
        responses: {
          200: { description: 'El mismo pedido otra vez: nada cambia', schema: acceptedReplySchema },
          201: { description: 'Ticket nuevo, ya guardado', schema: acceptedReplySchema },
          400: { description: 'Datos inválidos, con cada campo' },
          401: { description: 'Clave ausente o incorrecta' },
          403: { description: 'La clave no tiene el alcance, también para un origen o estado que pide otro' },
          409: { description: 'El número ya existe con otro pedido' },
        },
      },
      handler: async (request, response) => {
        const from = { ...senderOf(request, response), received: rawBodyOf(request) };
        const { status, body } = await intake(request.body, from);
        if (body.idempotent) response.set(headers.idempotentReplayed, 'true');
        if (body.avisos && wantsEnglish(request)) body.avisos = body.avisos.map(faultInEnglish);
        response.status(status).json(body);
      },
    },
    {
      method: 'post',
      path: ticketPaths.batch,
      auth,
      body: true,
      bounded: true,
      doc: {
        summary: 'Recibe hasta 500 pedidos; cada uno vale por sí mismo',
        description: sourceWords,
        request: batchDocSchema,
        responses: {
          200: { description: 'Un resultado por pedido, en el mismo orden', schema: batchReplySchema },
          400: { description: 'El cuerpo no es una lista de tickets' },
        },
      },
      handler: async (request, response) => {
        const { tickets } = parseInput(batchBodySchema, request.body);
        const { requestId } = traceOf(response);
        response.json(await acceptBatch(intake, tickets, { ...senderOf(request, response), requestId }));
      },
    },
  ];
}

/** The result of an order: 201 for a new ticket, 200 for one that was there already. */
type IntakeReply = { status: 200 | 201; body: AcceptedReply };

/**
 * Whose order it is, what their key may do, whether a store hands it over that has accepted it, and how long ago it did,
 * in milliseconds.
 */
type Sender = { caller: string; scopes: ReadonlySet<Scope>; relayed?: boolean; ageMs?: number };

/**
 * Returns whose orders a request brings: those of the key's own caller, or of the one whose order the relay hands over.
 *
 * A key that may not name another is refused and not merely passed over. It is a store's key that lacks the scope, say:
 * filed under its own name, the orders of all its shops would share their numbers, and some would be refused for good. A
 * 403 is tried again until the key has its scope.
 * @throws HttpProblem 400 for what is no caller's name, 403 for another one than the key's own
 */
function senderOf(request: Request, response: Response): Sender {
  const { caller, scopes } = keyOf(response);
  const named = request.get(headers.source);
  const relays = scopes.has('relevar');
  const relayed = named !== undefined && relays;
  const ageMs = relays ? ageIn(request.get(headers.age)) : 0;
  if (named === undefined || named === caller) return { caller, scopes, relayed, ageMs };
  if (!relays) throw outOfScope('relevar', headers.source);
  const { success, error } = callerName.safeParse(named);
  const mensaje = error?.issues[0]?.message ?? '';
  if (!success) throw invalidFields([{ campo: headers.source, mensaje }]);
  return { caller: named, scopes, relayed, ageMs };
}

/** The oldest age that is believed: a delivery ends after 3 days, and who sends it again by hand has a few more. */
const oldestMs = 7 * 24 * 60 * 60 * 1_000;

/**
 * Reads the age of an order in milliseconds; 0 for none. What cannot be one is passed over: an order is worth more than its
 * age, so it is never refused for it, and a limit in its place would be an age that nobody has measured.
 */
export function ageIn(header: string | undefined): number {
  if (header === undefined || !/^\d{1,12}$/.test(header)) return 0;
  const ageMs = Number(header);
  return ageMs <= oldestMs ? ageMs : 0;
}

export type Intake = (body: unknown, from: Sender & { received: string }) => Promise<IntakeReply>;

/**
 * Accepts an order as a ticket, once. Resolves when ticket, number and event are on disk.
 * @throws HttpProblem 400 for an invalid body, 403 for one that the key may not send, 409 for another order under the same
 * number
 */
export function createIntake(deps: {
  /** Stores the ticket, its number and its event in one transaction; resolves when they are on disk. */
  accept: (incoming: Incoming) => Promise<Accepted>;
  clock: { now(): number };
  onNew: () => void;
}): Intake {
  const { accept, clock, onNew } = deps;
  return async (body, { caller, scopes, relayed, ageMs = 0, received }) => {
    const parsed = parseTicketBody(body, { relayed });
    if (!parsed.ok) throw invalidFields(parsed.errores, parsed);
    // A relay passes on what the store has checked by the shop's own key.
    const missing = scopes.has('relevar') ? undefined : missingScope(parsed.value, scopes);
    if (missing) throw outOfScope(missing.scope, missing.field);
    const { value: order, sentAs } = parsed;
    const { kind, ticket, before } = await accept({
      order,
      sentAs,
      caller,
      received,
      ageMs,
      now: clock.now(),
    });
    if (kind === 'conflict' && !isSameAsBefore(body, before)) throw conflict(ticket);
    if (kind === 'new') onNew();
    const reply = acceptedReply(ticket, kind !== 'new');
    const { avisos } = parsed;
    return { status: kind === 'new' ? 201 : 200, body: avisos ? { ...reply, avisos } : reply };
  };
}

/** Whether a body is the order which a version before has stored, and which seemed to be another one. */
function isSameAsBefore(body: unknown, before: Accepted['before']): boolean {
  if (!before) return false;
  const hashOf = (text: string) => hash('sha256', text, 'base64url');
  return isOrderOfBefore(body, before, (text) => hashOf(text) === before.fingerprint);
}

function acceptedReply(ticket: AcceptedTicket, idempotent: boolean): AcceptedReply {
  const { ticket_id, numero, fuente, estado, prioridad, repartidor, cliente_nombre, total } = ticket;
  return {
    exito: true,
    ticket_id,
    numero,
    fuente,
    estado,
    prioridad,
    repartidor_asignado: repartidor?.nombre ?? null,
    fecha_creacion: ticket.fecha_creacion,
    llegado_en: ticket.llegado_en,
    cliente_nombre,
    total,
    idempotent,
  };
}

function conflict(ticket: AcceptedTicket): HttpProblem {
  const detail = `El número ${ticket.numero} ya existe con otro pedido (ticket ${ticket.ticket_id}).`;
  return new HttpProblem('numero-en-conflicto', detail, {
    extra: { ticket_id: ticket.ticket_id, numero: ticket.numero },
  });
}

/** Accepts many orders. Each succeeds or fails by itself; the results come in the order of the orders. */
async function acceptBatch(
  intake: Intake,
  tickets: readonly unknown[],
  { requestId, ...sender }: Sender & { requestId: string },
): Promise<BatchReply> {
  const accepting: Promise<IntakeReply>[] = [];
  for (const [index, ticket] of tickets.entries()) {
    // Others get their turn between: checking 500 orders takes as long as 500 requests.
    if (index > 0 && index % batchTurn === 0) await nextTurn();
    const accepted = intake(ticket, { ...sender, received: JSON.stringify(ticket) });
    // What fails is looked at with the others, below.
    accepted.catch(() => {});
    accepting.push(accepted);
  }
  const results = await Promise.allSettled(accepting);
  const resultados = results.map((result, index) => {
    if (result.status === 'fulfilled') return { ...result.value.body, status: result.value.status };
    const problem = problemBody(toProblem(result.reason, requestId), requestId);
    return { ...withFewFaults(problem), numero: numeroOf(tickets[index]) };
  });
  return { resultados };
}

const batchTurn = 10;
/** How many bad fields an answer names of each order of a batch: all of them could fill megabytes. */
const maxFaultsOfItem = 10;

function withFewFaults<P extends { errores?: { campo: string; mensaje: string }[] }>(problem: P): P {
  const { errores } = problem;
  if (!errores || errores.length <= maxFaultsOfItem) return problem;
  const rest = errores.length - maxFaultsOfItem;
  const last = { campo: 'cuerpo', mensaje: `hay ${rest} campos más con errores` };
  return { ...problem, errores: [...errores.slice(0, maxFaultsOfItem), last] };
}

function numeroOf(ticket: unknown): string | null {
  const numero = (ticket as { numero?: unknown } | null)?.numero;
  return typeof numero === 'string' || typeof numero === 'number' ? String(numero).slice(0, 64) : null;
}
