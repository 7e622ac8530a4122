import { signal } from '@preact/signals-core';
import type { Ticket } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { followBoard } from '@relevo/testkit/follow-board';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { seededRandom } from '@relevo/testkit/random';
import { ticketsForTest } from '@relevo/testkit/services';
import { aCommand } from '@relevo/testkit/work';
import { expect, it } from 'vitest';
import { createBoardView } from './board-view.ts';
import { createOverview } from './overview.ts';

const changes = 200;
// As shops write them: one product in several spellings, pieces and kilos.
const names = ['Pizza muzza', 'PIZZA  MUZZA', 'Fainá', 'faina', 'Empanada', 'Queso x kg', ' Ñoquis'];
const amounts = [1, 2, 3, 12, 0.1, 0.25, 1.333];

it('shows the same totals as the server after each of 200 random changes', async () => {
  await using service = await ticketsForTest();
  const { url } = service;
  await using board = await followBoard(url);
  const { columns } = createBoardView(board.engine, createFakeClock());
  const { totals } = createOverview(columns, { search: () => signal(''), put: () => {} });
  const random = seededRandom(20261125);
  const pick = <T>(list: readonly [T, ...T[]] | T[]): T => list[Math.floor(random() * list.length)] as T;
  const known = new Map<number, Ticket>();

  async function create(nth: number): Promise<Ticket> {
    const productos = Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({
      nombre: pick(names),
      cantidad: pick(amounts),
    }));
    const { body } = await post(`${url}/api/tickets`, anOrder(`AZAR-${nth}`, { productos }));
    return (await get(`${url}/api/tickets/${body.ticket_id}`)).body;
  }
  /** Makes a random change to a random ticket. Returns undefined if the rules refuse it. */
  async function work(): Promise<Ticket | undefined> {
    const { ticket_id, version, productos } = pick([...known.values()]);
    const accion = pick(['avanzar', 'mover', 'cancelar', 'deshacer', 'marcar_item', 'marcar_item'] as const);
    const indice = Math.floor(random() * productos.length);
    const more = { estado: 'entregado', motivo: 'No atiende', indice, hecho: random() < 0.7 };
    const command = aCommand(accion, version, more);
    const { status, body } = await post(`${url}/api/tickets/${ticket_id}/comandos`, command);
    return status === 200 ? body.ticket : undefined;
  }

  let seen = 0;
  for (let done = 0; done < changes; ) {
    const changed = known.size < 5 || random() < 0.25 ? await create(done) : await work();
    if (!changed) continue;
    done += 1;
    known.set(changed.ticket_id, changed);
    await board.until(() => board.engine.tickets.value.get(changed.ticket_id)?.version === changed.version);
    const { body } = await get(`${url}/api/tablero/totales`);
    expect(totals.value).toEqual(body.productos);
    seen = Math.max(seen, totals.value.length);
  }
  // Empty totals would be equal too.
  expect(seen).toBe(5);
  expect(totals.value.some(({ falta, cantidad }) => falta > 0 && falta < cantidad)).toBe(true);
}, 60_000);
