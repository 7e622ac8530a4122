/*
 * `bare-servers.ts NAME`: servers that do less than the services, to measure these beside them. Each listens on PORT.
 * Only what the named one needs is loaded.
 */
import { Agent, createServer } from 'node:http';

const servers: Record<string, () => Promise<void>> = {
  'http-constant': httpConstant,
  'express-constant': expressConstant,
  'hello-world': helloWorld,
  'bare-emit': bareEmit,
  'relay-chain-front': relayChainFront,
  'relay-chain-back': relayChainBack,
};

/** The answer to a new ticket, of the size that the real one has. */
const constantReply = {
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

const server = createServer();
// Longer than the pauses between rounds: the front must not send on a connection that is just being closed.
server.keepAliveTimeout = 65_000;
const attach = servers[process.argv[2] ?? ''];
if (!attach) throw new Error(`no such server: ${process.argv[2]}; there are: ${Object.keys(servers)}`);
await attach();
server.listen(Number(process.env.PORT), '127.0.0.1');

/** node:http alone: reads the body to its end and answers a constant. */
async function httpConstant(): Promise<void> {
  const text = JSON.stringify(constantReply);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
  server.on('request', (req, res) => {
    req.on('data', () => {});
    req.on('end', () => res.writeHead(req.method === 'POST' ? 201 : 200, headers).end(text));
  });
}

/** Express 5 with a JSON body and a constant answer: what a ticket would cost if nothing were checked, stored or told. */
async function expressConstant(): Promise<void> {
  const { app, json } = await expressApp();
  app.use(json());
  app.post('/api/tickets', (_req, res) => res.status(201).json(constantReply));
}

/** The hello world of Express and Socket.IO: the least that a service of this kind can weigh. */
async function helloWorld(): Promise<void> {
  await expressApp();
  (await socketServer()).on('connection', (socket) => void socket.emit('hello', 'world'));
}

/** Socket.IO alone: each post is told to every board with the bytes that the ticket service would send. */
async function bareEmit(): Promise<void> {
  const { readFileSync } = await import('node:fs');
  const { evento, ...event } = JSON.parse(readFileSync(process.env.EVENT_FILE ?? '', 'utf8'));
  const { app, json } = await expressApp();
  const io = await socketServer();
  let seq = 0;
  app.use(json());
  app.post('/api/tickets', (_req, res) => {
    seq += 1;
    io.emit(evento, { ...event, evento, seq });
    res.status(201).json({ seq });
  });
}

/** The way of an order without any of the care: Express takes it, axios passes it on over kept connections, no disk. */
async function relayChainFront(): Promise<void> {
  const { default: axios } = await import('axios');
  const next = axios.create({
    baseURL: process.env.TICKETS_URL,
    httpAgent: new Agent({ keepAlive: true, maxSockets: 64 }),
  });
  const { app, json } = await expressApp();
  app.use(json());
  app.post('/api/pedidos', async (req, res) => {
    const { data } = await next.post('/api/tickets', req.body);
    res.status(201).json({ exito: true, numero: req.body.numero, total: req.body.total, ticket: data });
  });
}

/** The other end of it: Express takes the ticket, tells the boards at once and stores nothing. */
async function relayChainBack(): Promise<void> {
  const { app, json } = await expressApp();
  const io = await socketServer();
  let seq = 0;
  app.use(json());
  app.post('/api/tickets', (req, res) => {
    seq += 1;
    io.emit('nuevo_ticket', { seq, ticket: req.body });
    res.status(201).json(constantReply);
  });
}

async function expressApp() {
  const { default: express } = await import('express');
  const app = express();
  // Before Socket.IO is attached, which hands on what is not its own.
  server.on('request', app);
  app.get('/readyz', (_req, res) => res.json({ status: 'ready' }));
  return { app, json: express.json };
}

async function socketServer() {
  const { Server } = await import('socket.io');
  return new Server(server);
}
