import { expect } from 'vitest';

/*
 * Test files share their processes. A file that leaves a faked timer, a global or a variable of the environment behind
 * would break one that has nothing to do with it, in some orders only: so the next one in the process names it.
 */
type Found = Record<string, unknown>;
const shared = globalThis as { relevoTestProcess?: { file?: string; found: Found } } & Found;

const fakeable = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'setImmediate',
  'Date',
  'fetch',
  'performance',
];
const ofBrowsers = ['window', 'document', 'WebSocket', 'Audio', 'localStorage', 'Notification'];
// The runner numbers its workers there; where a browser finds its fonts is the same for all.
const env = Object.entries(process.env).filter(([name]) => !/^(VITEST|JEST|FONTCONFIG)_/.test(name));
const found: Found = {
  ...Object.fromEntries(
    [...fakeable, ...ofBrowsers].map((name) => [name, Object.getOwnPropertyDescriptor(shared, name)?.value]),
  ),
  ...{ random: Math.random, cwd: process.cwd(), env: JSON.stringify(env) },
};

const before = shared.relevoTestProcess;
shared.relevoTestProcess = { file: expect.getState().testPath, found };
const changed = Object.keys(found).filter((name) => before && before.found[name] !== found[name]);
if (changed.length > 0) throw new Error(`${before?.file} has left behind another ${changed.join(', ')}`);
