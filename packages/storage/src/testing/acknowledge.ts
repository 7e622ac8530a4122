import { writeSync } from 'node:fs';
import { argv } from 'node:process';
import { type Notes, note, openNotes } from './open-notes.ts';

// Run as a process of its own. `write`: writes notes for ever and prints the id of each when it is acknowledged.
// `open`: opens the database and closes it. `leave`: writes one note and reaches its end without closing anything.

const [, , file = '', mode = 'write'] = argv;
const notes = await openNotes(file);
if (mode === 'open') await notes[Symbol.asyncDispose]();
if (mode === 'leave') notes.write('addNote', note(1)).then(({ id }) => writeSync(1, `${id}\n`));
if (mode === 'write') for (let lane = 0; lane < 8; lane += 1) void acknowledge(notes, lane);

async function acknowledge(notes: Notes, lane: number): Promise<void> {
  for (let id = lane; ; id += 8) {
    await notes.write('addNote', note(id));
    writeSync(1, `${id}\n`);
  }
}
