import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { boardPages } from '@relevo/contract';
import type { Plugin } from 'vite';

/** Where the service worker is built to, under the page's address. */
export const workerFile = 'sin-conexion.js';

/** Builds the service worker, and tells it what the page is made of and which version that is. */
export function pageWorker(): Plugin {
  const publicDir = join(import.meta.dirname, 'public');
  return {
    name: 'page-worker',
    apply: 'build',
    enforce: 'post',
    buildStart() {
      const id = join(import.meta.dirname, 'src', 'version', 'page-worker.ts');
      this.emitFile({ type: 'chunk', id, fileName: workerFile });
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const worker = bundle[workerFile];
        if (worker?.type !== 'chunk') throw new Error(`no ${workerFile} was built`);
        const built = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
        const copied = await readdir(publicDir);
        const hash = createHash('sha256').update(built.sort().join()).update(worker.code);
        const page = bundle['index.html'];
        if (page?.type === 'asset') hash.update(page.source);
        for (const name of copied.sort()) hash.update(await readFile(join(publicDir, name)));
        const version = hash.digest('hex').slice(0, 12);
        const files = ['/', ...[...built, ...copied].map((name) => `/${name}`)];
        const told = { KEPT_VERSION: version, KEPT_FILES: files, BOARD_PAGES: boardPages };
        const constants = Object.entries(told).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
        worker.code = `const ${constants.join()};\n${worker.code}`;
      },
    },
  };
}

const worthItBytes = 500;

type Written = [name: string, content: Buffer];

/** Puts `.br` and `.gz` beside what the build wrote, so that the service has nothing to compress. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const built = Object.values(bundle).map((file): Written => {
        return [file.fileName, Buffer.from(file.type === 'chunk' ? file.code : file.source)];
      });
      // What stands in `public/` is copied as it is.
      const copied = (await readdir(dir)).filter((name) => name.endsWith('.js') && !(name in bundle));
      const read = copied.map(async (name): Promise<Written> => [name, await readFile(join(dir, name))]);
      await Promise.all(
        [...built, ...(await Promise.all(read))].map(async ([name, content]) => {
          if (content.length < worthItBytes) return;
          const path = join(dir, name);
          await writeFile(`${path}.br`, await promisify(brotliCompress)(content));
          await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
        }),
      );
    },
  };
}
