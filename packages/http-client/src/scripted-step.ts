import type { ServerResponse } from 'node:http';
import { problemMediaType } from '@relevo/contract';
import type { Answer, PeerRequest, Step, Take } from './scripted-peer.ts';

/** Does one step of a script to one request. */
export function answerStep(step: Step, request: PeerRequest, reply: ServerResponse, take: Take) {
  switch (step) {
    case 'hang':
      return;
    case 'drop':
      return reply.destroy();
    case 'store-then-drop':
      take(request);
      return reply.destroy();
    case 'cut':
      reply.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      return reply.write('{"exito":true,', () => reply.destroy());
    case 'trickle':
      return trickle(reply);
    default:
      return answer(step, request, reply, take);
  }
}

function answer(step: Answer, request: PeerRequest, reply: ServerResponse, take: Take) {
  const { status, headers = {}, html, text } = step;
  if (html !== undefined) return end(reply, status, { 'Content-Type': 'text/html', ...headers }, html);
  if (text !== undefined) return end(reply, status, { 'Content-Type': 'text/plain', ...headers }, text);
  if (step.body !== undefined) return endJson(reply, status, headers, step.body);
  if (status === 200 || status === 201) {
    const taken = take(request);
    return endJson(reply, taken.status ?? status, { ...taken.headers, ...headers }, taken.body);
  }
  if (status >= 400) return endProblem(reply, status, headers);
  return end(reply, status, headers, '');
}

function trickle(reply: ServerResponse) {
  reply.writeHead(201, { 'Content-Type': 'application/json' });
  reply.write('{"exito":true,"relleno":"');
  const timer = setInterval(() => reply.write('.'), 10);
  reply.on('close', () => clearInterval(timer));
}

function endProblem(reply: ServerResponse, status: number, headers: Record<string, string>) {
  const detail = `respuesta ${status} de prueba`;
  const problem = { type: 'about:blank', title: detail, status, detail, instance: 'prueba', error: detail };
  endJson(reply, status, { 'Content-Type': problemMediaType, ...headers }, problem);
}

function endJson(reply: ServerResponse, status: number, headers: Record<string, string>, body: unknown) {
  end(reply, status, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(body));
}

function end(reply: ServerResponse, status: number, headers: Record<string, string>, body: string) {
  reply.writeHead(status, headers).end(body);
}
