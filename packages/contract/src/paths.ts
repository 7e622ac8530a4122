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
  personSecondFactor: '/api/personas/:id/segundo-factor',
  tvLinks: '/api/enlaces-tv',
  tvLink: '/api/enlaces-tv/:id',
  tvLinkDevice: '/api/enlaces-tv/:id/dispositivo',
  keys: '/api/claves',
  key: '/api/claves/:id',
  rotateKey: '/api/claves/:id/rotar',
  liveKeys: '/api/claves/vigentes',
  audit: '/api/auditoria',
  storeSignal: '/api/tiendas/senal',
  stores: '/api/tiendas',
  store: '/api/tiendas/:tienda',
  legacyHealth: '/health',
  session: '/api/sesion',
  confirmation: '/api/sesion/confirmacion',
  account: '/api/cuenta',
  ownPassword: '/api/cuenta/clave',
  ownSessions: '/api/cuenta/sesiones',
  ownSession: '/api/cuenta/sesiones/:id',
  secondFactor: '/api/cuenta/segundo-factor',
  secondFactorOn: '/api/cuenta/segundo-factor/confirmacion',
  secondFactorOff: '/api/cuenta/segundo-factor/baja',
  oneTimeCodes: '/api/cuenta/segundo-factor/codigos',
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

/** Pages of the board for people who are signed in; the page itself routes them. */
export const memberPages = [
  '/',
  '/cerrados',
  '/hoy',
  '/conexion',
  '/cuenta',
  '/personas',
  '/claves',
  '/auditoria',
] as const;

/** Every address that shows the board's page: the ticket service serves it there, and a device keeps it for an outage. */
export const boardPages: readonly string[] = [...memberPages, '/entrar', '/tv'];

/** Headers of the hand-over. */
export const headers = {
  apiKey: 'X-API-Key',
  /** For which caller the relay hands an order over. */
  source: 'Relevo-Fuente',
  /** How long ago the store took the order, as the relay says with each attempt; whole milliseconds. */
  age: 'Relevo-Age',
  idempotencyKey: 'Idempotency-Key',
  idempotentReplayed: 'Idempotent-Replayed',
  requestId: 'X-Request-Id',
  traceparent: 'traceparent',
} as const;
