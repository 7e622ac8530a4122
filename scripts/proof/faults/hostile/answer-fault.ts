import { type Problem, problemMediaType, problemSchema, problems, problemType } from '@relevo/contract';

/** What came back over HTTP; a status of 0 when the connection was closed without an answer. */
export type HostileAnswer = { status: number; type: string; requestId: string; text: string };

const types = new Map(
  Object.entries(problems).map(([slug, { status }]) => [problemType(slug as keyof typeof problems), status]),
);

/** Words that only the inside knows. */
const inside =
  /SQLITE_|better-sqlite|node_modules|node:internal|\.ts:\d|\bat (?:async )?\w+ \(|UNIQUE constraint|no such table|ECONN|\/tmp\//;

// An order shows why each attempt to deliver it failed: for a refused connection the error's code, and no more.
const attemptDetail = /"(?:ultimo_)?detalle":"sin respuesta \((E[A-Z]+)\): connect \1"/g;

/**
 * What is wrong with an answer to a hostile request; undefined when it is as the contract says.
 * @param asked.sent all that the client has sent; an answer may tell it again
 */
export function faultInAnswer(
  answer: HostileAnswer,
  asked: { head: boolean; mustName?: string[]; secrets: string[]; sent?: string },
): string | undefined {
  const { status, type, text } = answer;
  if (status === 0) return 'no answer';
  if (status >= 500) return `status ${status}`;
  const leak = leakIn(status < 400 ? text.replace(attemptDetail, '') : text, asked);
  if (leak) return leak;
  if (status < 400 || asked.head) return undefined;
  if (type !== problemMediaType) return `content type ${type}`;
  const problem = read(text);
  if (!problem) return 'the body is not a problem';
  if (problem.instance !== answer.requestId) return 'instance is not the request id';
  return faultInProblem(problem, status, asked.mustName);
}

/** Finds internals in an answer that its client has not sent; undefined when there are none. */
export function leakIn(
  text: string,
  { secrets, sent = '' }: { secrets: string[]; sent?: string },
): string | undefined {
  const leak = inside.exec(text)?.[0] ?? secrets.find((secret) => text.includes(secret));
  return leak && !sent.includes(leak) ? `it tells of the inside: ${leak}` : undefined;
}

/** The same for a problem that came some other way: over a socket, or as a part of an answer. */
export function faultInProblem(
  problem: Problem,
  status: number,
  mustName: string[] = [],
): string | undefined {
  if (problem.status !== status || types.get(problem.type) !== status)
    return `${problem.type} with status ${status}`;
  if (problem.error !== problem.detail) return 'error is not detail';
  if (problem.type !== problemType('datos-invalidos')) return undefined;
  const named = problem.errores?.map(({ campo }) => campo) ?? [];
  const unnamed = mustName.filter(
    (name) => !named.some((campo) => campo === name || campo.startsWith(`${name}.`)),
  );
  return unnamed.length > 0 ? `bad fields not named: ${unnamed.join(', ')}` : undefined;
}

function read(text: string): Problem | undefined {
  try {
    return problemSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
