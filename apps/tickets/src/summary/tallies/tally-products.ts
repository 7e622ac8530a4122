import { productKey, type Summary, type Ticket, toPesos, withoutDust } from '@relevo/contract';
import type { Tally } from './tally.ts';

const namedProducts = 50;

/** What was sold: the most frequent products by name, the rest in one. */
export function tallyProducts(): Tally<Pick<Summary, 'productos' | 'otros_productos'>> {
  const products = new Map<string, Sold & { nombre: string }>();
  return {
    add({ ticket }) {
      if (ticket.estado === 'cancelado') return;
      for (const product of ticket.productos) {
        const key = productKey(product.nombre);
        const sold = products.get(key) ?? { nombre: product.nombre.trim(), cantidad: 0, centavos: 0 };
        products.set(key, sold);
        sold.cantidad += product.cantidad;
        sold.centavos += centavosOf(product);
      }
    },
    result() {
      const sorted = [...products.values()].sort(
        (a, b) => b.cantidad - a.cantidad || b.centavos - a.centavos,
      );
      const rest = sorted.slice(namedProducts);
      return {
        productos: sorted.slice(0, namedProducts).map(({ nombre, ...sold }) => ({ nombre, ...told(sold) })),
        otros_productos: { productos: rest.length, ...told(sumOf(rest)) },
      };
    },
  };
}

type Sold = { cantidad: number; centavos: number };

function told({ cantidad, centavos }: Sold) {
  return { cantidad: withoutDust(cantidad), importe: toPesos(centavos) };
}

function sumOf(all: readonly Sold[]): Sold {
  const sum = { cantidad: 0, centavos: 0 };
  for (const { cantidad, centavos } of all) {
    sum.cantidad += cantidad;
    sum.centavos += centavos;
  }
  return sum;
}

// A shop that gives a discount on an item says it in the subtotal.
function centavosOf({ cantidad, precio, subtotal }: Ticket['productos'][number]): number {
  const pesos = typeof subtotal === 'number' ? subtotal : cantidad * (precio ?? 0);
  return Math.round(pesos * 100);
}
