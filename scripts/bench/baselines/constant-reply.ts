/** The answer to a new ticket, of the size that the real one has. */
export const constantReply = {
  exito: true,
  ticket_id: 123456,
  numero: '000000123456',
  estado: 'pendiente',
  prioridad: 'normal',
  repartidor_asignado: null,
  fecha_creacion: '2026-11-25T12:00:00.000Z',
  cliente_nombre: 'María Fernández',
  total: 18000.5,
  idempotent: false,
};
