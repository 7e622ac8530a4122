import { post } from '../../../test/support/http.ts';
import { anOrder } from '../../../test/support/orders.ts';
import { aCommand } from '../../../test/support/work.ts';

const lot = 100;
const customers = ['José Núñez', 'Ana Gómez', 'Luz Díaz', 'Íñigo Paz', 'Marta Sosa'];
const dishes = ['Pizza muzza', 'Empanada de carne', 'Fainá', 'Milanesa napolitana', 'Flan casero'];

/** Puts this many open orders on the board, of five customers and five dishes. */
export async function placeCrowd(url: string, orders: number): Promise<void> {
  for (let from = 0; from < orders; from += lot) {
    const tickets = Array.from({ length: lot }, (_, at) =>
      anOrder(`MULTITUD-${from + at}`, details(from + at)),
    );
    await post(`${url}/api/tickets/lote`, { tickets });
  }
}

function details(nth: number) {
  const one = (at: number) => ({ nombre: dishes[(nth + at) % dishes.length], cantidad: 1 + at, precio: 900 });
  return {
    cliente_nombre: customers[nth % customers.length],
    cliente_direccion: `Av. Corrientes ${1000 + nth}`,
    productos: [one(0), one(1), one(2)],
  };
}

/** Ticks items off, ticket after ticket, evenly over the time, until `signal`. @returns how many were ticked */
export async function makeEvents(
  url: string,
  { orders, perSecond, signal }: { orders: number; perSecond: number; signal: AbortSignal },
): Promise<number> {
  const began = Date.now();
  let made = 0;
  while (!signal.aborted) {
    const due = Math.floor(((Date.now() - began) / 1_000) * perSecond);
    const wanted = Array.from({ length: Math.max(0, due - made) }, (_, at) => made + at);
    await Promise.all(wanted.map((nth) => tick(url, nth, orders)));
    made += wanted.length;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return made;
}

async function tick(url: string, nth: number, orders: number): Promise<void> {
  const round = Math.floor(nth / orders);
  const command = aCommand('marcar_item', 1 + round, { indice: 0, hecho: round % 2 === 0 });
  const { status } = await post(`${url}/api/tickets/${1 + (nth % orders)}/comandos`, command);
  if (status !== 200) throw new Error(`no event: ${status}`);
}
