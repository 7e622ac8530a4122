import { z } from 'zod';

/** A text that is looked for. A NUL ends a LIKE pattern: what stands behind it would not be looked for. */
export const searchedText = z.string().regex(/^\P{Cc}*$/u, 'no puede contener caracteres de control');
