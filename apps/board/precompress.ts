import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

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
