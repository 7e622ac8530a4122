type Write = (fields: Record<string, unknown>, message: string) => void;

/** The part of a pino logger that the relay writes to. */
export type Log = { debug: Write; info: Write; warn: Write; error: Write };
