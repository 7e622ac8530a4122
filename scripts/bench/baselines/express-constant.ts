/* Express 5 with a JSON body and a constant answer: what a ticket would cost if nothing were checked, stored or told. */
import express from 'express';
import { constantReply } from './constant-reply.ts';

const app = express();
app.use(express.json());
app.post('/api/tickets', (_req, res) => res.status(201).json(constantReply));
app.get('/readyz', (_req, res) => res.json({ status: 'ready' }));
app.listen(Number(process.env.PORT), '127.0.0.1');
