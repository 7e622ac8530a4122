import { hash } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { problemSlug } from '@relevo/contract';
import { seededRandom } from '@relevo/testkit/random';
import { post } from '../load.ts';
import { type Shop, shops } from './scene.ts';

/** What a checkout wanted to hand in, and what it knows of it in the end. */
export type Intent = {
  /** Stands on the order as the customer's name, so that it is known again wherever it turns up. Two shops may use one. */
  name: string;
  shop: Shop;
  way: 'order' | 'batch';
  /** Sends again until it has a final answer, and must get one after the last fault. */
  patient: boolean;
  /** `unknown`: no answer that settles it; `refused`: a final refusal. */
  outcome: 'acknowledged' | 'unknown' | 'refused';
  /** What the refusal said. */
  refusal?: string;
  /** What was sent. */
  order: SentOrder;
  /** What the answers that took it said of it. */
  told: ToldOrder[];
  /** What the last request came to, in a word or two. */
  last?: string;
};

/** An order as it goes out; without `numero` the store makes one. */
export type SentOrder = {
  numero?: string;
  cliente_nombre: string;
  cliente_direccion: string;
  cliente_telefono: string;
  cliente_email: string | null;
  productos: { nombre: string; cantidad: number; precio: number; talle?: string }[];
  total: number | string;
  metodo_pago: string;
  indicaciones: string | null;
  tipo_cliente: string | null;
  cupon: string;
};

/** What an answer says of the order that it takes. `ticketId`: undefined where it was not handed on yet. */
export type ToldOrder = { numero: unknown; total: unknown; ticketId: unknown };

export type Checkouts = {
  intents: readonly Intent[];
  /** How many requests were sent. */
  requests(): number;
  /** How many of them were refused a connection. */
  unreachable(): number;
  /** Resolves when every intent has its outcome. */
  done: Promise<void>;
};

type Share = {
  batches: number;
  doubles: number;
  unnumbered: number;
  impatient: number;
  /** Of the second shop alone, and of both with the same number and key, each with contents of its own. */
  second: number;
  both: number;
};
const share: Share = {
  batches: 0.01,
  doubles: 0.15,
  unnumbered: 0.2,
  impatient: 0.1,
  second: 0.2,
  both: 0.1,
};
const batchSize = 5;
const answerLimitMs = 3_000;
// Ever more rarely: a crowd that asks again and again would need more of the machine than the services that it tries.
const firstWaitMs = 400;
const longestWaitMs = 3_200;
// A dozen times the longest wait: after the last fault a patient checkout must get an answer in this time.
const patienceMs = 60_000;

/**
 * Hands in orders at an even pace, whatever becomes of those before, until `stop` fires. What gets no answer is
 * handed in again, the same each time, as checkouts do; some give up at once, some send everything twice.
 * @param deps.stop fires when the last fault is over: the patient go on for a minute after it
 */
export function runCheckouts(deps: {
  storeUrl: string;
  batchUrl: string;
  perSecond: number;
  random: () => number;
  stop: AbortSignal;
}): Checkouts {
  const { random, stop } = deps;
  const agent = new Agent({ keepAlive: true });
  const intents: Intent[] = [];
  let requests = 0;
  let unreachable = 0;
  let endsAt = Number.POSITIVE_INFINITY;
  stop.addEventListener('abort', () => {
    endsAt = Date.now() + patienceMs;
  });

  async function send(url: string, body: object, headers: Record<string, string>): Promise<Reply> {
    requests += 1;
    const signal = AbortSignal.timeout(answerLimitMs);
    const { status, body: bytes, code } = await post(url, JSON.stringify(body), { agent, headers, signal });
    if (code === 'ECONNREFUSED') unreachable += 1;
    try {
      return { status, body: JSON.parse(bytes.toString()) };
    } catch {
      return { status: 0, body: null, word: code ? `no answer (${code})` : `${status}, not JSON` };
    }
  }

  const manner = (): Manner => ({ twice: random() < share.doubles, patient: random() >= share.impatient });

  /** The same request until it is settled. */
  async function handIn(tryOnce: () => Promise<Verdict>, { twice, patient }: Manner): Promise<Verdict> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      const verdict = verdictOf(await Promise.all(twice ? [tryOnce(), tryOnce()] : [tryOnce()]));
      if (verdict.outcome !== 'unknown') return verdict;
      if (!patient || Date.now() > endsAt) return verdict;
      await pause(waitMs * (0.5 + random()));
    }
  }

  async function handInOrder(shop: Shop, name: string, numbered: boolean): Promise<void> {
    const { numero, ...unnumbered } = orderFor(shop, name);
    const order = numbered ? { numero, ...unnumbered } : unnumbered;
    const headers = { 'X-API-Key': shops[shop], ...(!numbered && { 'Idempotency-Key': name }) };
    const how = manner();
    const { patient } = how;
    const intent: Intent = { name, shop, way: 'order', patient, outcome: 'unknown', order, told: [] };
    intents.push(intent);
    const tryOnce = async () => {
      const reply = await send(`${deps.storeUrl}/api/pedidos`, order, headers);
      const verdict = classifyAnswer(reply);
      note(intent, reply, verdict);
      return verdict;
    };
    Object.assign(intent, await handIn(tryOnce, how));
  }

  async function handInBatch(shop: Shop, name: string): Promise<void> {
    const batch = Array.from({ length: batchSize }, (_, at) => `${name}-${at}`);
    const how = manner();
    const { patient } = how;
    const of = batch.map((member): Intent => {
      const order = orderFor(shop, member);
      return { name: member, shop, way: 'batch', patient, outcome: 'unknown', order, told: [] };
    });
    intents.push(...of);
    const tickets = of.map(({ order }) => order);
    const headers = { 'X-API-Key': shops[shop] };
    const tryOnce = async () => {
      const reply = await send(`${deps.batchUrl}/api/tickets/lote`, { tickets }, headers);
      const verdict = classifyBatch(reply);
      for (const [at, intent] of of.entries())
        note(intent, { ...reply, body: reply.body?.resultados?.[at] ?? reply.body }, verdict);
      return verdict;
    };
    const verdict = await handIn(tryOnce, how);
    for (const intent of of) Object.assign(intent, verdict);
  }

  async function run(): Promise<void> {
    const startedAt = Date.now();
    const open: Promise<void>[] = [];
    for (let made = 0; !stop.aborted; made++) {
      const dueAt = startedAt + (made * 1_000) / deps.perSecond;
      await pause(Math.max(0, dueAt - Date.now()));
      const batch = random() < share.batches;
      const numbered = random() >= share.unnumbered;
      for (const shop of pickShops(random()))
        open.push(batch ? handInBatch(shop, `lote-${made}`) : handInOrder(shop, `pedido-${made}`, numbered));
    }
    await Promise.all(open);
  }

  return {
    intents,
    requests: () => requests,
    unreachable: () => unreachable,
    done: run().finally(() => agent.destroy()),
  };
}

function pickShops(chance: number): Shop[] {
  if (chance < share.both) return ['tienda', 'sucursal'];
  return [chance < share.both + share.second ? 'sucursal' : 'tienda'];
}

// biome-ignore lint/suspicious/noExplicitAny: what comes back over a bad line may be anything
export type Reply = { status: number; body: any; word?: string };
type Verdict = Pick<Intent, 'outcome' | 'refusal'>;
type Manner = { twice: boolean; patient: boolean };

/** Keeps what an answer says of the order. */
function note(intent: Intent, { status, body, word }: Reply, { outcome }: Verdict): void {
  intent.last = word ?? `${status} ${problemSlug(String(body?.type)) ?? ''}`.trim();
  if (outcome !== 'acknowledged') return;
  intent.told.push({
    numero: body.numero,
    total: body.total,
    ticketId: body.entrega ? body.entrega.ticket_id : body.ticket_id,
  });
}

const goods = [
  'Yerba 1kg',
  'Azúcar',
  'Ñoquis',
  'Dulce de leche',
  "Té 'Don Juan'",
  'Pan & manteca',
  'Huevos ½',
];
const payments = ['efectivo', 'tarjeta', 'transferencia', 'QR', 'cuenta corriente'];

/** The order of this name: no two are alike, nor those of two shops, and it is the same each time it is asked for. */
export function orderFor(shop: Shop, name: string): SentOrder & { numero: string } {
  const random = seededRandom(Number.parseInt(hash('sha256', `${shop}/${name}`).slice(0, 8), 16));
  const upTo = (most: number) => Math.floor(random() * most);
  const one = (from: readonly string[]) => from[upTo(from.length)] ?? '';
  // Up to what a shop that sells vans takes; now and then for nothing.
  const centavos = upTo(10 ** (2 + upTo(7)));
  return {
    numero: name,
    cliente_nombre: name,
    cliente_direccion: `Av. Belgrano ${upTo(9_999)}, piso ${upTo(30)} «${'ABCD'[upTo(4)]}»`,
    cliente_telefono: random() < 0.2 ? '' : `11-${1_000 + upTo(9_000)}-${1_000 + upTo(9_000)}`,
    cliente_email: random() < 0.5 ? null : `${name}@${shop}.example.com`,
    productos: Array.from({ length: 1 + upTo(4) }, () => ({
      nombre: one(goods),
      cantidad: random() < 0.3 ? (1 + upTo(40)) / 8 : 1 + upTo(12),
      precio: upTo(1_000_000) / 100,
      ...(random() < 0.3 && { talle: one(['S', 'M', 'L']) }),
    })),
    total: random() < 0.2 ? (centavos / 100).toFixed(2) : centavos / 100,
    metodo_pago: one(payments),
    indicaciones: random() < 0.3 ? null : `Timbre ${upTo(1_000)}\nDejar en «portería»`,
    tipo_cliente: random() < 0.2 ? 'comerciante' : null,
    cupon: `C-${upTo(1_000_000)}`,
  };
}

/** What answers to the same order come to: a refusal beside an acknowledgement is a contradiction that has to show. */
export function verdictOf(answers: readonly Verdict[]): Verdict {
  const told = (outcome: Verdict['outcome']) => answers.find((answer) => answer.outcome === outcome);
  return told('refused') ?? told('acknowledged') ?? { outcome: 'unknown' };
}

/**
 * Only the answer that the contract promises says that an order is taken, and only the service's own problem that it is
 * refused. A checkout's key never changes: to a checkout, a 401 or 403 is a refusal like others.
 */
export function classifyAnswer({ status, body }: Reply): Verdict {
  if ((status === 200 || status === 201) && body?.exito === true) return { outcome: 'acknowledged' };
  const own = body?.status === status && problemSlug(String(body?.type)) !== undefined;
  const final = own && status >= 400 && status < 500 && status !== 408 && status !== 429;
  return final ? { outcome: 'refused', refusal: `${status} ${body?.detail}` } : { outcome: 'unknown' };
}

function classifyBatch({ status, body }: Reply): Verdict {
  if (status !== 200 || !Array.isArray(body?.resultados))
    return classifyAnswer({ status: status === 200 ? 0 : status, body });
  const bad = body.resultados.find((item: { status: number }) => item.status !== 200 && item.status !== 201);
  if (!bad && body.resultados.length === batchSize) return { outcome: 'acknowledged' };
  return classifyAnswer({ status: bad?.status ?? 0, body: bad });
}
