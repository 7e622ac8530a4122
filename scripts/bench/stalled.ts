import { connectBoard, stalledBoard } from '@relevo/testkit/boards';
import { apiKey, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { startProcess } from '@relevo/testkit/processes';
import { tempDir } from '@relevo/testkit/temp-dir';
import { aCommand } from '@relevo/testkit/work';

const boards = 1_000;
const changes = 5_000;
const atOnce = 20;
const lot = 100;
const mebibyte = 1_024 * 1_024;

/**
 * What boards that no longer read cost: the memory of the ticket service while they are sent 5 000 changes of some
 * kilobytes, and how soon a board that does read has each of them, in milliseconds after its command was answered.
 */
export async function measureStalled(): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir());
  const service = stack.use(await startProcess('tickets', dir.path));
  const { url } = service;
  const reading = stack.use(await connectBoard(url));
  const heardAt = new Map<number, number>();
  reading.socket.onAny((_name, { seq }: { seq?: number }) => seq && heardAt.set(seq, performance.now()));
  for (let made = 0; made < boards; made += 1) stack.use(await stalledBoard(url)).stall();
  const idle = await memoryOf(url);

  const answeredAt = new Map<number, number>();
  let most = idle;
  const ids = await ticketsOf(url);
  for (let done = 0; done < changes; done += lot) {
    const version = done / lot + 1;
    const waiting = [...ids];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
          const { body } = await post(`${url}/api/tickets/${id}/comandos`, aCommand('reconocer', version));
          answeredAt.set(body.seq, performance.now());
        }
      }),
    );
    most = Math.max(most, await memoryOf(url));
  }
  await reading.until((events) => events.length >= lot + changes, 60_000);

  const late = [...answeredAt].map(([seq, at]) => Math.max(0, (heardAt.get(seq) ?? Number.NaN) - at));
  const sorted = late.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN);
  return (
    `${boards} stalled boards, ${changes} changes: memory ${mib(idle)} MiB before, at most ${mib(most)} MiB; ` +
    `a board that reads had each after p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`
  );
}

async function ticketsOf(url: string): Promise<number[]> {
  const long = { indicaciones: 'x'.repeat(1_990) };
  const tickets = Array.from({ length: lot }, (_, nth) => anOrder(`PARADO-${nth}`, long));
  const { body } = await post(`${url}/api/tickets/lote`, { tickets });
  return body.resultados.map(({ ticket_id }: { ticket_id: number }) => ticket_id);
}

/** Resident memory of the service, in bytes, as it says so itself. */
async function memoryOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { 'X-API-Key': apiKey } })).text();
  return Number(/^process_resident_memory_bytes(?:\{.*\})? (\S+)$/m.exec(text)?.[1]);
}

const mib = (bytes: number) => Math.round(bytes / mebibyte);
