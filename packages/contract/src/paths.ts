/** Paths of the ticket service. */
export const ticketPaths = {
  tickets: '/api/tickets',
  receive: '/api/tickets/recibir',
  batch: '/api/tickets/lote',
  closedTickets: '/api/tickets/cerrados',
  ticket: '/api/tickets/:id',
  history: '/api/tickets/:id/historial',
  commands: '/api/tickets/:id/comandos',
  prints: '/api/tickets/:id/impresiones',
  board: '/api/tablero',
  boardTotals: '/api/tablero/totales',
  boardSettings: '/api/ajustes',
  testOrder: '/api/pedido-de-prueba',
  summary: '/api/resumen',
  summaryCsv: '/api/resumen.csv',
  diagnosis: '/api/diagnostico',
  drivers: '/api/repartidores',
  people: '/api/personas',
  person: '/api/personas/:id',
  personLink: '/api/personas/:id/enlace',
  tvLinks: '/api/enlaces-tv',
  tvLink: '/api/enlaces-tv/:id',
  tvLinkDevice: '/api/enlaces-tv/:id/dispositivo',
  keys: '/api/claves',
  key: '/api/claves/:id',
  rotateKey: '/api/claves/:id/rotar',
  liveKeys: '/api/claves/vigentes',
  audit: '/api/auditoria',
  legacyHealth: '/health',
  session: '/api/sesion',
  socket: '/socket.io',
} as const;

/** Paths of the store service. */
export const storePaths = {
  orders: '/api/pedidos',
  order: '/api/pedidos/:numero',
  deliveries: '/api/entregas',
  retryDelivery: '/api/entregas/:id/reintentar',
  retryDeliveries: '/api/entregas/reintentar',
  confirm: '/api/confirmar-ticket/:numero',
  confirmLegacy: '/api/pedido/confirmar/:numero',
  test: '/test',
} as const;

/** Headers of the hand-over. */
export const headers = {
  apiKey: 'X-API-Key',
  /** For which caller the relay hands an order over. */
  source: 'Relevo-Fuente',
  idempotencyKey: 'Idempotency-Key',
  idempotentReplayed: 'Idempotent-Replayed',
  requestId: 'X-Request-Id',
  traceparent: 'traceparent',
} as const;
