/* Socket.IO alone: each post is told to every board with the bytes that the ticket service would send. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import express from 'express';
import { Server } from 'socket.io';

const { evento, ...event } = JSON.parse(readFileSync(process.env.EVENT_FILE ?? '', 'utf8'));
const app = express();
const server = createServer(app);
const io = new Server(server);
let seq = 0;

app.use(express.json());
app.post('/api/tickets', (_req, res) => {
  seq += 1;
  io.emit(evento, { ...event, evento, seq });
  res.status(201).json({ seq });
});
app.get('/readyz', (_req, res) => res.json({ status: 'ready' }));
server.listen(Number(process.env.PORT), '127.0.0.1');
