import { boardReplySchema, commandSchema, cursorSchema, socketCommandReplySchema } from '@relevo/contract';
import { stalledBoard } from '@relevo/testkit/boards';
import { apiKey } from '@relevo/testkit/http';
import fc from 'fast-check';
import { z } from 'zod';
import { faultInProblem, leakIn } from './answer-fault.ts';
import { type Attacked, count } from './attack-http.ts';
import type { Schema } from './operations.ts';
import { fromSchema, nastyJson } from './values.ts';

const atOnce = 4;

/** What each event that a board may send looks like; the types below fail when the contract gets another one. */
const events: Record<keyof import('@relevo/contract').ClientToServerEvents, z.ZodType> = {
  suscribir: cursorSchema,
  comando: z.intersection(z.object({ ticket_id: z.int().positive().max(50) }), commandSchema),
};

const refusalSchema = z.object({ ok: z.literal(false), problema: z.looseObject({ status: z.number() }) });

export const eventNames = Object.keys(events);

/** Sends so many hostile events over sockets of an operator (`headers`) and of a key, each acknowledged. */
export async function attackSockets(
  url: string,
  options: {
    events: number;
    seed: number;
    headers?: Record<string, string>;
    onProgress?: () => Promise<void>;
  },
): Promise<Attacked> {
  const texts = fc.sample(eventTexts(), { seed: options.seed, numRuns: options.events });
  const attacked: Attacked = { asked: 0, faults: [], byStatus: new Map(), byOperation: new Map() };

  async function attack(nth: number): Promise<void> {
    await using board = await stalledBoard(url, nth % 2 === 0 ? (options.headers ?? {}) : {});
    for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
      board.heard.length = 0;
      board.send(`420${text}`);
      await board.until((heard) => heard.some(({ name }) => name === 'ack'), 10_000).catch(() => undefined);
      const answer: unknown = board.heard.find(({ name }) => name === 'ack')?.body;
      const { status, fault = leakIn(JSON.stringify(answer) ?? '', { secrets: [apiKey], sent: text }) } =
        checkReply(answer);
      attacked.asked += 1;
      count(attacked.byStatus, status);
      count(attacked.byOperation, JSON.parse(/"\w+"/.exec(text)?.[0] ?? '""'));
      if (fault)
        attacked.faults.push(`${fault}: ${text.slice(0, 500)} → ${JSON.stringify(answer)?.slice(0, 300)}`);
      if (attacked.asked % 250 === 0) await options.onProgress?.();
      if (status === 0) return;
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, nth) => attack(nth)));
  return attacked;
}

function eventTexts(): fc.Arbitrary<string> {
  return fc.oneof(
    ...Object.entries(events).map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
      const resolve = (one: Schema) => (one.allOf ? mergedOf(one.allOf) : one);
      const good = fromSchema(json, resolve).map((value) => JSON.stringify(value));
      const body = fc.oneof(
        good,
        fc.tuple(good, nastyJson).chain(([text, raw]) => withNastyField(text, raw)),
        nastyJson,
      );
      return body.map((text) => `["${name}",${text}]`);
    }),
  );
}

// An intersection of an object and a union of objects: the object's fields go into each of the union.
function mergedOf(all: Schema[]): Schema {
  const [first, union] = all;
  const choices = (union?.anyOf ?? union?.oneOf ?? []).map((choice) => ({
    ...choice,
    properties: { ...first?.properties, ...choice.properties },
    required: [...(first?.required ?? []), ...(choice.required ?? [])],
  }));
  return { anyOf: choices };
}

function withNastyField(text: string, raw: string): fc.Arbitrary<string> {
  const names = Object.keys(JSON.parse(text));
  return fc
    .constantFrom(...names, '__proto__', 'x')
    .map((name) => `${text.slice(0, -1)}${names.length > 0 ? ',' : ''}${JSON.stringify(name)}:${raw}}`);
}

function checkReply(answer: unknown): { status: number; fault?: string } {
  if (answer === undefined) return { status: 0, fault: 'no acknowledgement' };
  const refusal = refusalSchema.safeParse(answer);
  if (!refusal.success) {
    const good =
      boardReplySchema.safeParse(answer).success || socketCommandReplySchema.safeParse(answer).success;
    return { status: 200, fault: good ? undefined : 'an answer that is not in the contract' };
  }
  const { status } = refusal.data.problema;
  if (status >= 500) return { status, fault: `status ${status}` };
  const known = socketCommandReplySchema.safeParse(answer);
  if (!known.success || known.data.ok) return { status, fault: 'the refusal is not in the contract' };
  return { status, fault: faultInProblem(known.data.problema, status) };
}
