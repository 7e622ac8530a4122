/* The real ticket service, but its SQLite writer runs on the main thread, behind the same messages. */
import { changeSource } from './change-source.ts';

changeSource('packages/storage/src/sqlite/writer-connection.ts', (source) =>
  source
    .replace(
      "import { Worker } from 'node:worker_threads';",
      "import { MessageChannel } from 'node:worker_threads';",
    )
    .replace(/const worker = new Worker\(.*\);/, `const worker = startHere();`)
    .replace('function startThread', `${startHere}\nfunction startThread`),
);
changeSource('packages/storage/src/sqlite/writer-thread.ts', (source) =>
  source.replace(
    "import { parentPort } from 'node:worker_threads';",
    'const parentPort = globalThis.writerPort;',
  ),
);
await import('../../../apps/tickets/src/main.ts');

/** Takes the place of the thread; its text goes into the module, so it may use nothing from here. */
function startHere() {
  const { port1, port2 } = new MessageChannel();
  Object.assign(globalThis, { writerPort: port2 });
  const loaded = import('./writer-thread.ts' as string);
  return Object.assign(port1, {
    terminate: () => loaded.then(() => [port1.close(), port2.close()]),
  });
}
