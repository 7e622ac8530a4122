import { lineCentavos, type Ticket, toPesos, unitOf } from '@relevo/contract';

type Product = Ticket['productos'][number];

/** One item of an order on paper. `subtotal` in pesos; null where no price is known. */
export type PaperItem = {
  amount: number;
  unit?: string | undefined;
  name: string;
  notes: string[];
  subtotal: number | null;
};

/** What a paper says in addition to the ticket's own fields. */
type PaperText = { shop: string; items: PaperItem[] };

/** Describes what the kitchen has to know: the shop's name, and every item with its notes. */
export function describePaper({ productos }: Ticket): PaperText {
  const shops = [...new Set(productos.flatMap(({ negocio }) => text(negocio)))];
  return {
    shop: shops.join(' · ') || 'Relevo',
    items: productos.map((product) => ({
      amount: product.cantidad,
      unit: unitOf(product),
      name: product.nombre,
      notes: [...(shops.length > 1 ? text(product.negocio) : []), ...notesOf(product)],
      subtotal: subtotalOf(product),
    })),
  };
}

// The contract does not name these fields: a shop sends what its checkout knows, and the service keeps all of it.
const noteFields = [
  'notas',
  'nota',
  'indicaciones',
  'observaciones',
  'aclaraciones',
  'comentarios',
  'comentario',
  'variante',
  'opciones',
  'extras',
];

function notesOf(product: Product): string[] {
  return noteFields.flatMap((field) => {
    const note = product[field];
    return Array.isArray(note) ? note.flatMap(text) : text(note);
  });
}

function text(value: unknown): string[] {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed ? [trimmed] : [];
}

function subtotalOf({ subtotal, precio, cantidad }: Product): number | null {
  if (typeof subtotal === 'number') return subtotal;
  return typeof precio === 'number' ? toPesos(lineCentavos(cantidad, precio)) : null;
}
