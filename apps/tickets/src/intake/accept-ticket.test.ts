import { newTicket, parseTicketBody, productTotals } from '@relevo/contract';
import { anOrder } from '@relevo/testkit/orders';
import { expect, it } from 'vitest';
import { acceptTicket } from './accept-ticket.ts';
import { ageIn } from './intake.ts';

it.each([
  ['a number nobody has used', undefined, { kind: 'new' }],
  [
    'the same order again',
    { ticketId: 7, fingerprint: 'a', canonicalVersion: 1 },
    { kind: 'same', ticketId: 7 },
  ],
  [
    'another order under that number',
    { ticketId: 7, fingerprint: 'b', canonicalVersion: 1 },
    { kind: 'conflict', ticketId: 7 },
  ],
  [
    'one that differs only in a field younger than what is stored',
    { ticketId: 7, fingerprint: 'a', canonicalVersion: 1 },
    { kind: 'same', ticketId: 7 },
  ],
  [
    'one that differs in a field that is stored',
    { ticketId: 7, fingerprint: 'a', canonicalVersion: 2 },
    { kind: 'conflict', ticketId: 7 },
  ],
])('decides on %s', (_what, stored, decision) => {
  expect(acceptTicket(stored, (version) => (version === 1 ? 'a' : 'a with more'))).toEqual(decision);
});

it('makes a first version in the order’s own state, in pesos, seen by nobody and with nobody on it', () => {
  const parsed = parseTicketBody({
    numero: 12,
    cliente_nombre: ' Ana ',
    telefono: '',
    total: '1500.50',
    estado: 'en-preparacion',
    regalo: true,
  });
  if (!parsed.ok) throw new Error('the order should be good');
  const now = '2026-11-22T10:00:00.000Z';
  expect(newTicket(parsed.value, { ticketId: 3, caller: 'tienda', now })).toEqual({
    ticket_id: 3,
    fuente: 'tienda',
    numero: '12',
    cliente_nombre: 'Ana',
    cliente_direccion: null,
    cliente_telefono: null,
    cliente_email: null,
    productos: [],
    total: 1500.5,
    metodo_pago: null,
    indicaciones: null,
    prioridad: 'normal',
    tipo_cliente: null,
    origen: null,
    estado: 'en-preparacion',
    repartidor: null,
    reconocido: false,
    version: 1,
    fecha_creacion: now,
    llegado_en: now,
    actualizado_en: now,
    extra: { regalo: true },
  });
});

it('ticks nothing of a new order, whatever its products carry, and keeps what the shop said', () => {
  const made = (hecho: unknown) => {
    const productos = [
      { nombre: 'Bife', cantidad: 1, hecho },
      { nombre: 'Pan', cantidad: 2 },
    ];
    const parsed = parseTicketBody({ numero: 'A', cliente_nombre: 'Ana', total: 1, productos });
    if (!parsed.ok) throw new Error('the order should be good');
    return newTicket(parsed.value, { ticketId: 3, caller: 'tienda', now: '2026-11-22T10:00:00.000Z' });
  };
  for (const hecho of [true, false, 'jugoso', null]) {
    const { productos } = made(hecho);
    expect(productos).toEqual([
      { nombre: 'Bife', cantidad: 1, hecho_recibido: hecho },
      { nombre: 'Pan', cantidad: 2 },
    ]);
    expect(productTotals([{ ticket_id: 3, estado: 'pendiente', productos }])).toMatchObject([
      { nombre: 'Pan', falta: 2 },
      { nombre: 'Bife', falta: 1 },
    ]);
  }
});

it('says when the order was placed, and when it came in', () => {
  const parsed = parseTicketBody(anOrder('A-1'));
  if (!parsed.ok) throw new Error('the order should be good');
  const [placedAt, now] = ['2026-11-22T09:15:00.000Z', '2026-11-22T10:00:00.000Z'];
  expect(newTicket(parsed.value, { ticketId: 3, caller: 'tienda', now, placedAt })).toMatchObject({
    fecha_creacion: placedAt,
    llegado_en: now,
    actualizado_en: now,
  });
});

it.each<[header: string | undefined, ms: number]>([
  [undefined, 0],
  ['0', 0],
  ['2400000', 2_400_000],
  ['604800000', 604_800_000],
  ['604800001', 0],
  ['-5', 0],
  ['12.5', 0],
  ['1e3', 0],
  ['', 0],
  ['NaN', 0],
  ['Infinity', 0],
  ['hace un rato', 0],
  ['99999999999999999999', 0],
])('reads the age %j as %i ms', (header, ms) => {
  expect(ageIn(header)).toBe(ms);
});
