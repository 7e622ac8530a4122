/*
 * `changed-tickets.ts NAME`: the real ticket service with a line of it changed as it is loaded, so that a baseline can
 * differ from the service without a switch for it in the service.
 */
import { registerHooks } from 'node:module';

/** By module, how its source is changed. */
type Changes = Record<string, (source: string) => string>;

const variants: Record<string, Changes> = {
  // Each write has a transaction and an fsync of its own.
  'one-commit-per-order': {
    'packages/storage/src/write-queue.ts': (source) =>
      source.replace(/const MAX_BATCH = \d+;/, 'const MAX_BATCH = 1;'),
  },
  // The SQLite writer runs on the main thread, behind the same messages.
  'main-thread-writer': {
    'packages/storage/src/sqlite/writer-connection.ts': (source) =>
      source
        .replace(
          "import { Worker } from 'node:worker_threads';",
          "import { MessageChannel } from 'node:worker_threads';",
        )
        .replace(/const worker = new Worker\(.*\);/, `const worker = startHere();`)
        .replace('function startThread', `${startHere}\nfunction startThread`),
    'packages/storage/src/sqlite/writer-thread.ts': (source) =>
      source.replace(
        "import { parentPort } from 'node:worker_threads';",
        'const parentPort = globalThis.writerPort;',
      ),
  },
};

const changes = variants[process.argv[2] ?? ''];
if (!changes) throw new Error(`no such variant: ${process.argv[2]}; there are: ${Object.keys(variants)}`);
for (const [path, change] of Object.entries(changes)) changeSource(path, change);
await import('../../../apps/tickets/src/main.ts');

/** Has one module loaded with other source. Throws when the change changes nothing: the line has moved. */
function changeSource(path: string, change: (source: string) => string): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/${path}`)) return loaded;
      const source = String(loaded.source);
      const changed = change(source);
      if (changed === source) throw new Error(`${path} has no such line any more`);
      return { ...loaded, source: changed };
    },
  });
}

/** Takes the place of the thread; its text goes into the module, so it may use nothing from here. */
function startHere() {
  const { port1, port2 } = new MessageChannel();
  Object.assign(globalThis, { writerPort: port2 });
  const loaded = import('./writer-thread.ts' as string);
  return Object.assign(port1, {
    terminate: () => loaded.then(() => [port1.close(), port2.close()]),
  });
}
