import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { percentile } from '../figures.ts';
import { mark } from './orders.ts';

/* generator.ts URL request-file first-number connections seconds [times text]: the load where there is no wrk. Prints one JSON line. */

const [url = '', file = '', first = '0', connections = '64', seconds = '3', times = '0', text = ''] =
  process.argv.slice(2);
const { hostname, port } = new URL(url);
const parts = readFileSync(file, 'utf8').split(mark);
const totals = { answers: 0, failed: 0 };
const latencies: number[] = [];
let number = Number(first);
const startedAt = performance.now();
const endsAt = startedAt + Number(seconds) * 1_000;

await Promise.all(Array.from({ length: Number(connections) }, keepAsking));
latencies.sort((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({
    ...totals,
    seconds: (performance.now() - startedAt) / 1_000,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  })}\n`,
);

/** One connection: asks, waits for the whole answer, asks again. Node's own client would cost more than many a server. */
function keepAsking(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname).setNoDelay(true);
    let sentAt = 0;
    let answer = '';
    const ask = () => {
      sentAt = performance.now();
      if (sentAt >= endsAt) return void socket.end(resolve);
      number += 1;
      socket.write(parts.join(String(number).padStart(12, '0')));
    };
    socket.on('connect', ask).on('error', reject);
    socket.on('data', (chunk) => {
      answer = answer === '' ? chunk.toString('latin1') : answer + chunk.toString('latin1');
      if (!isWhole(answer)) return;
      totals.answers += 1;
      // The 2 of `HTTP/1.1 2…`
      if (answer.charCodeAt(9) !== 0x32 || !holdsEnough(answer)) totals.failed += 1;
      latencies.push(performance.now() - sentAt);
      answer = '';
      ask();
    });
  });
}

function holdsEnough(answer: string): boolean {
  return times === '0' || answer.split(text).length > Number(times);
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, head))?.[1];
  return length === undefined ? answer.endsWith('0\r\n\r\n') : answer.length >= head + 4 + Number(length);
}
