import type { ProblemSlug } from '@relevo/contract';
import { HttpProblem } from './problem.ts';

/**
 * The one place where an error becomes an answer. 4xx explain; 5xx tell nothing of the inside.
 *
 * A zod error is not a client's mistake here: what clients send is parsed with `parseInput`, which makes a 400 of it.
 *
 * @param error what a route threw, or what express or a stream reported
 * @param requestId for the text of a 500, so that a client can name it
 */
export function toProblem(error: unknown, requestId: string): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { code, status } = readError(error);
  if (code === 'storage-unavailable') return unavailable('El almacenamiento no está disponible.', 5, error);
  if (code === 'storage-overloaded') return unavailable('Hay demasiado trabajo en cola.', 1, error);
  return clientMistake(error, status) ?? internalProblem(error, requestId);
}

/** A 503 that asks the client to come back after `retryAfterS` seconds. */
export function unavailable(detail: string, retryAfterS: number, cause?: unknown): HttpProblem {
  const headers = { 'Retry-After': String(retryAfterS) };
  return new HttpProblem('no-disponible', `${detail} Intente de nuevo en unos segundos.`, { headers, cause });
}

function internalProblem(cause: unknown, requestId: string): HttpProblem {
  return new HttpProblem('error-interno', `Error interno. Informe el identificador ${requestId}.`, { cause });
}

// express and the parsers mark the client's mistakes with a 4xx status (http-errors). Their texts are English
// and may quote the input, so ours are sent instead.
function clientMistake(error: unknown, status: number): HttpProblem | undefined {
  if (status < 400 || status > 499) return undefined;
  const [slug, detail] = mistakes[status] ?? mistakes[400];
  const malformed = status === 400 && readError(error).type === 'entity.parse.failed';
  return malformed
    ? new HttpProblem('json-invalido', 'El cuerpo no es JSON válido.', { cause: error })
    : new HttpProblem(slug, detail, { cause: error });
}

type Mistakes = { 400: [ProblemSlug, string]; [status: number]: [ProblemSlug, string] | undefined };

const mistakes: Mistakes = {
  400: ['datos-invalidos', 'La solicitud no es válida.'],
  401: ['no-autorizado', 'No autorizado.'],
  403: ['prohibido', 'No está permitido.'],
  404: ['no-encontrado', 'No existe.'],
  405: ['metodo-no-permitido', 'Método no permitido.'],
  413: ['cuerpo-demasiado-grande', 'El cuerpo es demasiado grande.'],
  415: ['tipo-no-soportado', 'El tipo de contenido no se admite.'],
  429: ['demasiadas-solicitudes', 'Demasiadas solicitudes.'],
};

function readError(error: unknown): { code: unknown; status: number; type: unknown } {
  if (typeof error !== 'object' || error === null) return { code: undefined, status: 0, type: undefined };
  const { code, status, type } = error as { code?: unknown; status?: unknown; type?: unknown };
  return { code, status: typeof status === 'number' ? status : 0, type };
}
