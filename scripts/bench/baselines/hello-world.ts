/* The hello world of Express and Socket.IO: the least that a service of this kind can weigh. */
import { createServer } from 'node:http';
import express from 'express';
import { Server } from 'socket.io';

const app = express();
const server = createServer(app);
new Server(server).on('connection', (socket) => void socket.emit('hello', 'world'));

app.get('/readyz', (_req, res) => res.json({ status: 'ready' }));
server.listen(Number(process.env.PORT), '127.0.0.1');
