import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { tempDir } from '@relevo/testkit/temp-dir';
import { describe, expect, it } from 'vitest';
import { openNotes } from '../testing/open-notes.ts';

const ACKNOWLEDGE = fileURLToPath(new URL('../testing/acknowledge.ts', import.meta.url));

function startChild(file: string, mode: 'write' | 'open' | 'leave') {
  // One that would not end is killed, and fails its test by that, so that nothing outlives a run.
  const limit = { timeout: 20_000, killSignal: 'SIGKILL' } as const;
  return spawn(process.execPath, [ACKNOWLEDGE, file, mode], {
    ...limit,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Kills the child without warning after it has printed `count` lines; returns all lines it got out. */
async function killAfterLines(child: ChildProcess, count: number): Promise<string[]> {
  const lines: string[] = [];
  if (!child.stdout) throw new Error('the child has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === count) child.kill('SIGKILL');
  }
  return lines;
}

describe('several processes', () => {
  it('finds every acknowledged write after kill -9', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');

    const lines = await killAfterLines(startChild(file, 'write'), 300);

    await using notes = await openNotes(file);
    const stored = new Set(notes.reader.all<{ id: number }>('SELECT id FROM notes').map(({ id }) => id));
    expect(lines.length).toBeGreaterThanOrEqual(300);
    expect(lines.map(Number).filter((id) => !stored.has(id))).toEqual([]);
  });

  it('runs each migration once when three start together, and lets each end', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    const children = [1, 2, 3].map(() => startChild(file, 'open'));

    const exits = await Promise.all(children.map((child) => once(child, 'exit')));

    expect(exits).toEqual([0, 0, 0].map((code) => [code, null]));
    await using notes = await openNotes(file);
    expect(notes.reader.all('SELECT times FROM migrated')).toEqual([{ times: 1 }]);
    expect(notes.reader.all('SELECT number FROM migrations')).toEqual([{ number: 1 }, { number: 2 }]);
  });

  it('lets a process end that forgot to close, but not before its writes are answered', async () => {
    using folder = tempDir();
    const child = startChild(folder.at('notes.db'), 'leave');
    const exit = once(child, 'exit');
    expect(await killAfterLines(child, 2)).toEqual(['1']);
    expect(await exit).toEqual([0, null]);
  });
});
