import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from './machine.ts';
import { apiKey } from './servers.ts';

/** Where the number of the request stands in its text; of fixed length, so that Content-Length never changes. */
export const mark = '@@@@@@@@@@@@';

/** A whole HTTP/1.1 POST as it goes over the wire, with the mark wherever a number of its own has to stand. */
export function postText(path: string, body: unknown): string {
  const json = JSON.stringify(body);
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `X-API-Key: ${apiKey}`,
    `Content-Length: ${Buffer.byteLength(json)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${json}`;
}

/** An order of four items, as a checkout of a shop sends it. */
export function anOrder(numero: string = mark) {
  return {
    numero,
    cliente_nombre: 'María Fernández',
    cliente_direccion: 'Av. Corrientes 1234, piso 5 B, CABA',
    cliente_telefono: '11-5555-0000',
    cliente_email: 'maria.fernandez@example.com',
    productos: [
      { nombre: 'Yerba mate 1 kg', cantidad: 2, precio: 3200, subtotal: 6400, sucursal: 'Centro' },
      { nombre: 'Azúcar 1 kg', cantidad: 1, precio: 1100.5, subtotal: 1100.5, sucursal: 'Centro' },
      { nombre: 'Leche entera 1 l', cantidad: 6, precio: 1350, subtotal: 8100, sucursal: 'Centro' },
      { nombre: 'Pan lactal', cantidad: 1, precio: 2400, subtotal: 2400, sucursal: 'Centro' },
    ],
    total: 18000.5,
    metodo_pago: 'efectivo',
    indicaciones: 'Tocar timbre 5 B; dejar en portería si no contesta',
    tipo_cliente: 'cliente',
    fecha_creacion: '2026-11-25T12:00:00.000Z',
  };
}

/**
 * Posts so many bodies evenly over time, whatever becomes of those before.
 * @returns when each was sent, see `nowMs`
 */
export async function postPaced(
  url: string,
  bodies: readonly unknown[],
  { perSecond }: { perSecond: number },
): Promise<number[]> {
  const sentAt: number[] = [];
  const answers: Promise<void>[] = [];
  const from = nowMs();
  for (const [nth, body] of bodies.entries()) {
    await sleep(Math.max(0, from + (nth * 1_000) / perSecond - nowMs()));
    sentAt.push(nowMs());
    answers.push(post(url, body));
  }
  await Promise.all(answers);
  return sentAt;
}

/** @throws Error where the answer is no 2xx */
export async function post(url: string, body: unknown): Promise<void> {
  const { status, text } = await tryToPost(url, body);
  if (status < 200 || status > 299) throw new Error(`${url} answered ${status}: ${text}`);
}

/** Posts it again for as long as the service has no time for it. */
export async function postUntilTaken(url: string, body: unknown): Promise<void> {
  let tried = await tryToPost(url, body);
  while (tried.status === 503 || tried.status === 429) {
    await sleep(100);
    tried = await tryToPost(url, body);
  }
  if (tried.status !== 201) throw new Error(`${url} answered ${tried.status}: ${tried.text}`);
}

async function tryToPost(url: string, body: unknown): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': apiKey },
    body: JSON.stringify(body),
  });
  return { status: answer.status, text: await answer.text() };
}

/** A page read with the key. */
export async function get(url: string): Promise<unknown> {
  const answer = await fetch(url, { headers: { 'X-API-Key': apiKey } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}
