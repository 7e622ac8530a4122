import { expect, it } from 'vitest';
import { z } from 'zod';
import { newUuid } from './uuid.ts';

it('makes random UUIDs of version 4, none twice', () => {
  const made = Array.from({ length: 500 }, newUuid);
  for (const id of made) expect(z.uuidv4().safeParse(id).success).toBe(true);
  expect(new Set(made).size).toBe(500);
});
