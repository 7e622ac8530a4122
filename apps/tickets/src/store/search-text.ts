import type { Ticket } from '@relevo/contract';

/** Text in which a ticket is looked up: number, name, phone, address and items, without accents or capitals. */
export function searchText(ticket: Ticket): string {
  const items = ticket.productos.map((product) => product.nombre);
  const parts = [
    ticket.numero,
    ticket.cliente_nombre,
    ticket.cliente_telefono,
    ticket.cliente_direccion,
    ...items,
  ];
  return searchKey(parts.filter(Boolean).join('\n'));
}

/** A text as it is compared in a search: decomposed, without accents, in lower case. */
export function searchKey(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}
