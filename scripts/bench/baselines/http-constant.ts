/* node:http alone: reads the body to its end and answers a constant. */
import { createServer } from 'node:http';
import { constantReply } from './constant-reply.ts';

const text = JSON.stringify(constantReply);
const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };

createServer((req, res) => {
  req.on('data', () => {});
  req.on('end', () => res.writeHead(req.method === 'POST' ? 201 : 200, headers).end(text));
}).listen(Number(process.env.PORT), '127.0.0.1');
