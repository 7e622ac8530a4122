/* The way of an order without any of the care: Express takes it, axios passes it on over kept connections, no disk. */
import { Agent } from 'node:http';
import axios from 'axios';
import express from 'express';

const next = axios.create({
  baseURL: process.env.TICKETS_URL,
  httpAgent: new Agent({ keepAlive: true, maxSockets: 64 }),
});

const app = express();
app.use(express.json());
app.post('/api/pedidos', async (req, res) => {
  const { data } = await next.post('/api/tickets', req.body);
  res.status(201).json({ exito: true, numero: req.body.numero, total: req.body.total, ticket: data });
});
app.get('/readyz', (_req, res) => res.json({ status: 'ready' }));
app.listen(Number(process.env.PORT), '127.0.0.1');
