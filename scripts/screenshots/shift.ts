import type { Action } from '@relevo/contract';
import type { FakeClock } from '@relevo/testkit/clock';
import { type Client, memberOf } from '@relevo/testkit/people';
import { newTicket, ticketNow, work } from '@relevo/testkit/work';

type Step = { atMs: number; run(): Promise<unknown> };

const minute = 60_000;

/**
 * Plays the shift on the service, every step at its time, and leaves the clock at its end.
 * @returns the drivers, signed in, by name
 */
export async function playShift(
  admin: Client,
  clock: FakeClock,
  endMs: number,
): Promise<Map<string, Client>> {
  const people = new Map<string, Client>();
  for (const name of drivers) people.set(name, await memberOf(admin, 'repartidor', name));
  const steps = [...closedOrders, ...openOrders].flatMap((order) => stepsOf(order, admin.url, people, endMs));
  for (const { atMs, run } of steps.toSorted((a, b) => a.atMs - b.atMs)) {
    clock.advance(Math.max(0, atMs - clock.now()));
    await run();
  }
  // In the middle of a minute: no age is about to change while the pictures are taken.
  clock.advance(endMs + minute / 2 - clock.now());
  return people;
}

function stepsOf(order: ShiftOrder, url: string, people: Map<string, Client>, endMs: number): Step[] {
  const { numero, agoMin, estado, repartidor, hechos = 0 } = order;
  let ticketId = 0;
  const at = (share: number) => endMs - agoMin * minute + share * Math.min(agoMin, paceOf(numero)) * minute;
  const does = (share: number, ...commands: [Action, object?][]): Step => ({
    atMs: at(share),
    run: () => work(url, ticketId, ...commands),
  });
  const total = order.order.productos.reduce((sum, { cantidad, precio }) => sum + cantidad * precio, 0);
  const steps: Step[] = [
    {
      atMs: at(0),
      async run() {
        ticketId = await newTicket(url, { numero, indicaciones: null, total, ...absent, ...order.order });
      },
    },
  ];
  if (estado === 'nuevo') return steps;
  steps.push(does(0.03, ['reconocer']));
  if (estado === 'pendiente') return steps;
  if (estado === 'cancelado')
    return [...steps, does(0.4, ['cancelar', { motivo: 'El cliente se arrepintió' }])];
  steps.push(does(0.15, ['avanzar']));
  if (hechos > 0) steps.push({ atMs: at(0.5), run: () => tickOff(url, ticketId, hechos) });
  if (estado === 'en-preparacion') return steps;
  const person = people.get(repartidor ?? '')?.person;
  steps.push(does(0.55, ['asignar', { repartidor_id: person?.id ?? null }], ['avanzar']));
  return estado === 'en-camino' ? steps : [...steps, does(1, ['avanzar'])];
}

const absent = { cliente_direccion: null, cliente_telefono: null };

/** How many minutes an order takes from door to door: not all take the same. */
function paceOf(numero: string): number {
  const digits = Number.parseInt(numero.slice(-3), 10) || 7;
  return 22 + ((digits * 7) % 31);
}

async function tickOff(url: string, ticketId: number, count: number): Promise<void> {
  const { ticket } = await ticketNow(url, ticketId);
  const all: [Action, object?][] = ticket.productos.map((_, indice) => [
    'marcar_item',
    { indice, hecho: true },
  ]);
  await work(url, ticketId, ...all.slice(0, count));
}

/** A product as a shop sends it. */
type Product = { nombre: string; cantidad: number; precio: number; notas?: string };

/** An order of the shift, when it came in, and how far it has got by the time the pictures are taken. */
type ShiftOrder = {
  numero: string;
  agoMin: number;
  estado: 'nuevo' | 'pendiente' | 'en-preparacion' | 'en-camino' | 'entregado' | 'cancelado';
  repartidor?: string;
  /** How many of its items are ticked off. */
  hechos?: number;
  order: {
    cliente_nombre: string;
    cliente_direccion?: string;
    cliente_telefono?: string;
    metodo_pago: string;
    indicaciones?: string;
    prioridad?: 'baja' | 'alta';
    productos: Product[];
  };
};

const drivers = ['Nahuel', 'Íñigo', 'Rosario'];

const p = (cantidad: number, nombre: string, precio: number): Product => ({ nombre, cantidad, precio });
const muzza = (cantidad: number) => p(cantidad, 'Pizza muzzarella grande', 11_800);
const napo = (cantidad: number) => p(cantidad, 'Milanesa napolitana con papas', 13_500);
const carne = (cantidad: number) => p(cantidad, 'Empanada de carne cortada a cuchillo', 1_900);
const humita = (cantidad: number) => p(cantidad, 'Empanada de humita', 1_800);
const faina = (cantidad: number) => p(cantidad, 'Porción de fainá', 1_600);
const lomito = (cantidad: number) => p(cantidad, 'Lomito completo en pan árabe', 12_900);
const noquis = (cantidad: number) => p(cantidad, 'Ñoquis con tuco', 9_700);
const flan = (cantidad: number) => p(cantidad, 'Flan casero con dulce de leche', 4_200);
const agua = (cantidad: number) => p(cantidad, 'Agua con gas 1,5 l', 2_300);
const cerveza = (cantidad: number) => p(cantidad, 'Cerveza rubia 1 l', 5_400);
const papas = (cantidad: number) => p(cantidad, 'Papas bravas', 6_100);

/** What stands on the board at the end of the shift's rush. */
const openOrders: ShiftOrder[] = [
  {
    numero: 'A-1063',
    agoMin: 0,
    estado: 'nuevo',
    order: {
      cliente_nombre: 'Begoña Ibáñez',
      cliente_direccion: 'Av. Cabildo 2150, 7.º C',
      cliente_telefono: '+54 9 11 5555-0163',
      metodo_pago: 'mercado pago',
      productos: [muzza(1), faina(2), cerveza(1)],
    },
  },
  {
    numero: 'A-1062',
    agoMin: 2,
    estado: 'pendiente',
    order: {
      cliente_nombre: 'Mateo Agüero',
      cliente_direccion: 'Ciudad de la Paz 984',
      cliente_telefono: '11 5555-0162',
      metodo_pago: 'efectivo',
      indicaciones: 'Paga con $ 50.000. El timbre no anda: llamar.',
      productos: [carne(6), humita(6), agua(2)],
    },
  },
  {
    numero: 'PED-20260515-8F3A21C4',
    agoMin: 7,
    estado: 'pendiente',
    order: {
      cliente_nombre: 'Almacén Don Ñato',
      cliente_direccion: 'Gurruchaga 1811',
      cliente_telefono: '11 5555-0160',
      metodo_pago: 'transferencia',
      prioridad: 'alta',
      productos: [carne(24), humita(12), muzza(3)],
    },
  },
  {
    numero: 'A-1059',
    agoMin: 9,
    estado: 'pendiente',
    order: {
      cliente_nombre: 'Lucía Peñaloza',
      metodo_pago: 'efectivo',
      indicaciones: 'Retira en el local',
      productos: [noquis(2), flan(1)],
    },
  },
  {
    numero: 'A-1055',
    agoMin: 16,
    estado: 'pendiente',
    order: {
      cliente_nombre: 'Joaquín Güiraldes',
      cliente_direccion: 'Thames 2233, PB 2',
      cliente_telefono: '11 5555-0155',
      metodo_pago: 'tarjeta',
      productos: [lomito(2), papas(1)],
    },
  },
  {
    numero: 'A-1056',
    agoMin: 14,
    estado: 'en-preparacion',
    hechos: 1,
    order: {
      cliente_nombre: 'Renata Muñoz',
      cliente_direccion: 'Armenia 1340, 3.º A',
      cliente_telefono: '11 5555-0156',
      metodo_pago: 'efectivo',
      indicaciones: 'Una napolitana sin jamón, por favor',
      productos: [napo(2), flan(2), agua(1)],
    },
  },
  {
    numero: 'A-1051',
    agoMin: 24,
    estado: 'en-preparacion',
    hechos: 2,
    order: {
      cliente_nombre: 'Familia Etchegoyen',
      cliente_direccion: 'Fray Justo Sta. María de Oro 2747',
      cliente_telefono: '11 5555-0151',
      metodo_pago: 'mercado pago',
      prioridad: 'alta',
      productos: [muzza(2), carne(12), faina(4), cerveza(2)],
    },
  },
  {
    numero: 'A-1057',
    agoMin: 12,
    estado: 'en-preparacion',
    order: {
      cliente_nombre: 'Simón Ocaña',
      cliente_direccion: 'El Salvador 4588',
      cliente_telefono: '11 5555-0157',
      metodo_pago: 'efectivo',
      prioridad: 'baja',
      productos: [noquis(1), agua(1)],
    },
  },
  {
    numero: 'A-1047',
    agoMin: 42,
    estado: 'en-preparacion',
    hechos: 3,
    order: {
      cliente_nombre: 'Pilar Núñez',
      cliente_direccion: 'Costa Rica 5120, 1.º B',
      cliente_telefono: '11 5555-0147',
      metodo_pago: 'tarjeta',
      productos: [napo(1), papas(1), cerveza(1), flan(1)],
    },
  },
  {
    numero: 'A-1049',
    agoMin: 29,
    estado: 'en-camino',
    repartidor: 'Nahuel',
    order: {
      cliente_nombre: 'Gastón Ybáñez',
      cliente_direccion: 'Bonpland 1660, 4.º D',
      cliente_telefono: '+54 9 11 5555-0149',
      metodo_pago: 'efectivo',
      indicaciones: 'Dejar en portería si no contesta',
      productos: [muzza(1), carne(6), cerveza(2)],
    },
  },
  {
    numero: 'A-1044',
    agoMin: 51,
    estado: 'en-camino',
    repartidor: 'Nahuel',
    order: {
      cliente_nombre: 'Ana Díaz',
      cliente_direccion: 'Av. Córdoba 5633, 9.º A',
      cliente_telefono: '+54 9 11 5555-0144',
      metodo_pago: 'mercado pago',
      productos: [lomito(1), papas(1)],
    },
  },
  {
    numero: 'A-1052',
    agoMin: 22,
    estado: 'en-camino',
    repartidor: 'Íñigo',
    order: {
      cliente_nombre: 'Camila Señorans',
      cliente_direccion: 'Malabia 1720',
      cliente_telefono: '11 5555-0152',
      metodo_pago: 'tarjeta',
      productos: [noquis(3), agua(2), flan(3)],
    },
  },
];

const streets = ['Honduras', 'Nicaragua', 'Serrano', 'Av. Scalabrini Ortiz', 'Niceto Vega', 'Paraguay'];
const people = [
  'Íntima Bustos',
  'Nicolás Peña',
  'Zulema Cañete',
  'Martín Güemes',
  'Sofía Acuña',
  'Raúl Ibarra',
];
const plates = [muzza, carne, napo, lomito, noquis, humita];
const sides = [flan, agua, cerveza, papas, faina];
// How many came in in each hour before, from the oldest on: lunch, a quiet afternoon, dinner.
const perHour = [3, 7, 9, 5, 2, 1, 1, 3, 6, 10];

/** The orders that are done with, spread over the day. */
const closedOrders: ShiftOrder[] = perHour
  .flatMap((count, hour) =>
    Array.from({ length: count }, (_, nth) => (perHour.length - hour) * 60 + 55 - (nth * 60) / count),
  )
  .map((agoMin, nth): ShiftOrder => {
    const plate = plates[nth % plates.length] ?? muzza;
    const side = sides[nth % sides.length] ?? agua;
    return {
      numero: `A-${990 + nth}`,
      agoMin: Math.round(agoMin),
      estado: nth % 15 === 6 ? 'cancelado' : 'entregado',
      repartidor: drivers[nth % drivers.length] ?? '',
      order: {
        cliente_nombre: people[nth % people.length] ?? '',
        cliente_direccion: `${streets[nth % streets.length]} ${1200 + nth * 37}`,
        cliente_telefono: `11 5555-${String(1000 + nth)}`,
        metodo_pago: ['efectivo', 'tarjeta', 'mercado pago'][nth % 3] ?? '',
        productos: [plate(1 + (nth % 4)), side(1 + (nth % 2))],
      },
    };
  });
