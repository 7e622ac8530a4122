import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/root.ts';

const run = promisify(execFile);
const packageFile = join(root, 'node_modules', '@sparticuz', 'chromium', 'package.json');

/** The Chromium that an npm package ships, unpacked where this checkout keeps it. @returns the path of the program */
export async function bundledBrowser(): Promise<string> {
  const { version } = JSON.parse(await readFile(packageFile, 'utf8'));
  const cache = join(root, 'node_modules', '.cache', 'relevo');
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpack(cache, folder);
  // A machine without fonts of its own would show no text at all.
  if (!existsSync('/etc/fonts/fonts.conf')) process.env.FONTCONFIG_PATH ??= join(folder, 'fonts');
  return join(folder, 'chromium');
}

/**
 * Works around the package's own unpacking: it writes to one place for the whole machine and takes a file that
 * another process is still writing for a finished one, which then cannot be started (ETXTBSY). Here a process
 * unpacks into a folder of its own, and the whole folder then gets its name at once.
 */
async function unpack(cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(join(cache, 'unpacking-'));
  try {
    const program =
      "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
    await run(process.execPath, ['-e', program], { cwd: root, env: { ...process.env, TMPDIR: staging } });
    const fonts = join(staging, 'fonts', 'fonts.conf');
    await writeFile(fonts, (await readFile(fonts, 'utf8')).replaceAll('/tmp/fonts', join(folder, 'fonts')));
    await rename(staging, folder);
  } catch (error) {
    // Another run was faster: its folder is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
