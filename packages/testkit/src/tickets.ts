import type { Ticket, TicketEvent } from '@relevo/contract';

/** A ticket with every field filled in; only what matters to the test is named. */
export function makeTicket(fields: Partial<Ticket> = {}): Ticket {
  const id = fields.ticket_id ?? 1;
  return {
    ticket_id: id,
    fuente: 'tienda',
    numero: `PED-${id}`,
    cliente_nombre: 'Juana Molina',
    cliente_direccion: 'Av. Belgrano 123',
    cliente_telefono: null,
    cliente_email: null,
    productos: [{ nombre: 'Arroz 1kg', cantidad: 2, precio: 950 }],
    total: 1900,
    metodo_pago: 'efectivo',
    indicaciones: null,
    prioridad: 'normal',
    tipo_cliente: null,
    origen: null,
    estado: 'pendiente',
    repartidor: null,
    reconocido: false,
    version: 1,
    fecha_creacion: '2026-07-30T12:00:00.000Z',
    llegado_en: fields.fecha_creacion ?? '2026-07-30T12:00:00.000Z',
    actualizado_en: '2026-07-30T12:00:00.000Z',
    extra: {},
    ...fields,
  };
}

/** A ticket as boards get it: without what its shop sent besides. */
export function onBoard({ extra: _, ...ticket }: Ticket): Ticket {
  return ticket;
}

/** The event with number `seq` that says what `ticket` now is. */
export function makeEvent(seq: number, ticket: Ticket, fields: Partial<TicketEvent> = {}): TicketEvent {
  return {
    evento: ticket.version === 1 ? 'nuevo_ticket' : 'ticket_actualizado',
    epoch: 'e1',
    seq,
    prev: seq - 1,
    en: ticket.actualizado_en,
    autor: 'tienda',
    ticket_id: ticket.ticket_id,
    numero: ticket.numero,
    cliente_nombre: ticket.cliente_nombre,
    estado: ticket.estado,
    repartidor: ticket.repartidor,
    prioridad: ticket.prioridad,
    tipo_cliente: ticket.tipo_cliente,
    ticket,
    ...fields,
  };
}
