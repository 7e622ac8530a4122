import { setTimeout as delay } from 'node:timers/promises';

const waveSize = 100;
const waveMs = 100;

/** Closes connections a hundred at a time, so that their boards do not all come back at once. */
export async function dismissInWaves(sockets: readonly { conn: { close(): void } }[]): Promise<void> {
  for (let first = 0; first < sockets.length; first += waveSize) {
    for (const socket of sockets.slice(first, first + waveSize)) socket.conn.close();
    if (first + waveSize < sockets.length) await delay(waveMs);
  }
}
