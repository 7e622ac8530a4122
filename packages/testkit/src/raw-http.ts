import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Sends these bytes as they are and resolves with all that comes back until the connection closes. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const received = collect(socket);
  socket.write(bytes);
  return received;
}

/** An open connection whose answers arrive one by one. */
export async function openRaw(port: number) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    socket,
    send: (text: string) => socket.write(text),
    /** The next bytes that arrive. */
    next: async () => String((await once(socket, 'data'))[0]),
    /** Resolves when the connection is closed, in whatever way. */
    closed: () => closed,
  };
}

async function collect(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  await once(socket, 'close');
  return text;
}
