import { randomUUID } from 'node:crypto';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemMediaType, problemType } from '@relevo/contract';
import type { Logger } from './log.ts';
import { securityHeaders } from './security-headers.ts';

const lingerMs = 1_000;

/**
 * For a server's `clientError`: bytes that are no HTTP get an answer (400, 408 or 431) and the connection
 * closes. Anybody can send such bytes, so they are not worth more than a debug line.
 */
export function answerMalformed(deps: {
  log: Logger;
  answerOf: (socket: object) => ServerResponse | undefined;
}) {
  return (error: Error & { code?: string }, socket: Duplex): void => {
    deps.log.debug({ code: error.code }, 'malformed request');
    // Bytes put behind an answer that has begun would look like a part of it.
    const begun = deps.answerOf(socket)?.headersSent ?? false;
    if (error.code === 'ECONNRESET' || !socket.writable || begun) return void socket.destroy();
    socket.end(rawAnswer(statusOf(error.code), randomUUID()));
    // Node has taken its own limits off: one that never closes its side would keep the connection for ever. Not at once,
    // for a reset would overtake the answer.
    const linger = setTimeout(() => socket.destroy(), lingerMs).unref();
    socket.once('close', () => clearTimeout(linger));
  };
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

function rawAnswer(status: number, requestId: string): string {
  const detail = details[status] ?? 'La solicitud no es HTTP válido.';
  const title = 'Solicitud HTTP inválida';
  const type = problemType('datos-invalidos');
  const body = JSON.stringify({ type, title, status, detail, instance: requestId, error: detail });
  const headers = [
    ...securityHeaders,
    ['X-Request-Id', requestId],
    ['Content-Type', problemMediaType],
    ['Content-Length', Buffer.byteLength(body)],
    ['Connection', 'close'],
  ];
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}

const details: Record<number, string> = {
  408: 'La solicitud tardó demasiado en llegar.',
  431: 'Las cabeceras son demasiado grandes.',
};
