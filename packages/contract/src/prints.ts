import { z } from 'zod';
import { line } from './text.ts';

/** Body of `POST /api/tickets/:id/impresiones`: a ticket is about to be put on paper. */
export const printSchema = z.object(
  {
    /** Made by the client, one per sheet: the same id again gives the same answer. */
    id: z.uuid('debe ser un UUID'),
    /** Which device prints: a random id that it keeps. */
    dispositivo: line(64),
    /** Nobody asked for it: it is granted only where the ticket has never been printed. */
    automatica: z.boolean('debe ser verdadero o falso'),
  },
  'debe ser un objeto JSON',
);
export type Print = z.output<typeof printSchema>;

const print = z.object({ en: z.iso.datetime(), autor: z.string() });

/** Answer 200: whether to print, and what the paper has to say about itself. */
export const printReplySchema = z.object({
  /** False: the ticket is on paper already, so it does not print by itself; nothing was recorded. */
  concedida: z.boolean(),
  /** 1, 2, … ; of a print that was not granted, how many there have been. */
  numero_de_impresion: z.int(),
  reimpresion: z.boolean(),
  /** When this one was recorded; null where it was not. */
  en: z.iso.datetime().nullable(),
  /** The ticket's first print, where this is not the one. */
  primera: print.nullable(),
});
export type PrintReply = z.infer<typeof printReplySchema>;
