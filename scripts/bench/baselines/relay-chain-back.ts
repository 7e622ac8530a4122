/* The other end of the careless way: Express takes the ticket, tells the boards at once and stores nothing. */
import { createServer } from 'node:http';
import express from 'express';
import { Server } from 'socket.io';
import { constantReply } from './constant-reply.ts';

const app = express();
const server = createServer(app);
const io = new Server(server);
let seq = 0;

app.use(express.json());
app.post('/api/tickets', (req, res) => {
  seq += 1;
  io.emit('nuevo_ticket', { seq, ticket: req.body });
  res.status(201).json(constantReply);
});
app.get('/readyz', (_req, res) => res.json({ status: 'ready' }));
// Longer than the pauses between rounds: the front must not send on a connection that is just being closed.
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
