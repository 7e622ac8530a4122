import { describe, expect, it } from 'vitest';
import { diskOf, readTrace } from './traced-disk.ts';

const hex = (text: string) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const file = `5<${hex('/d/a.db-wal')}>`;
const write = (text: string, offset: number) =>
  `7  pwrite64(${file}, "${hex(text)}", ${text.length}, ${offset}) = ${text.length}`;

describe('a trace of strace', () => {
  it('is read with paths, data and numbers, and unfinished calls put together', () => {
    const calls = readTrace([
      `7  fdatasync(${file} <unfinished ...>`,
      `6  write(9<${hex('TCP:[1]')}>, "${hex('HTTP')}", 4) = 4`,
      '7  <... fdatasync resumed>) = 0',
      '6  +++ exited with 0 +++',
    ]);
    expect(calls).toMatchObject([
      { name: 'fdatasync', path: '/d/a.db-wal', begun: 1, ended: 3, result: 0 },
      { name: 'write', path: 'TCP:[1]', begun: 2, ended: 2, numbers: [4] },
    ]);
    expect(calls[1]?.data.toString()).toBe('HTTP');
  });
});

describe('a disk after a power cut', () => {
  const calls = readTrace([
    write('uno', 0),
    `7  fdatasync(${file}) = 0`,
    write('dos', 3),
    `7  fdatasync(${file} <unfinished ...>`,
    write('tres', 6),
    '7  <... fdatasync resumed>) = 0',
    `7  ftruncate(${file}, 0) = 0`,
  ]);
  const disk = () => diskOf('/d/a.db-wal', calls);

  it('holds what was synced, and of the rest what the chance lets survive', () => {
    expect(String(disk().at(2, () => false))).toBe('');
    expect(String(disk().at(4, () => false))).toBe('uno');
    expect(String(disk().at(4, () => true))).toBe('unodos');
  });

  it('does not count a write that began after its fsync did', () => {
    expect(String(disk().at(7, () => false))).toBe('unodos');
    expect(String(disk().at(7, () => true))).toBe('unodostres');
    expect(String(disk().at(8, () => true))).toBe('');
  });

  it('finds the first write that holds some bytes', () => {
    expect(disk().firstWith(Buffer.from('dos'), 4)?.begun).toBe(3);
    expect(disk().firstWith(Buffer.from('tres'), 5)).toBeUndefined();
  });
});
