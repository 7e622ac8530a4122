/**
 * Every problem a service can answer: slug → title and status. `type` on the wire is `/problemas/<slug>`.
 * Source: RFC 9457 (problem details).
 */
export const problems = {
  'datos-invalidos': { status: 400, title: 'Datos inválidos' },
  'json-invalido': { status: 400, title: 'El cuerpo no es JSON válido' },
  'no-autorizado': { status: 401, title: 'No autorizado' },
  prohibido: { status: 403, title: 'Prohibido' },
  'segundo-factor': { status: 401, title: 'Falta el código del segundo factor' },
  'entrada-reciente': { status: 403, title: 'Hace falta confirmar quién sos' },
  'no-encontrado': { status: 404, title: 'No encontrado' },
  'metodo-no-permitido': { status: 405, title: 'Método no permitido' },
  'numero-en-conflicto': { status: 409, title: 'El número ya existe con otro pedido' },
  'version-en-conflicto': { status: 409, title: 'El ticket cambió mientras tanto' },
  'enlace-en-uso': { status: 409, title: 'El enlace ya es de otra pantalla' },
  'ajustes-en-conflicto': { status: 409, title: 'Los ajustes cambiaron mientras tanto' },
  'cuerpo-demasiado-grande': { status: 413, title: 'Cuerpo demasiado grande' },
  'tipo-no-soportado': { status: 415, title: 'Tipo de contenido no soportado' },
  'transicion-invalida': { status: 422, title: 'Transición inválida' },
  'demasiadas-solicitudes': { status: 429, title: 'Demasiadas solicitudes' },
  'error-interno': { status: 500, title: 'Error interno' },
  'no-disponible': { status: 503, title: 'Servicio no disponible' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemSlug = keyof typeof problems;

export const problemMediaType = 'application/problem+json';

/** The `type` member of a problem. */
export function problemType(slug: ProblemSlug): string {
  return `/problemas/${slug}`;
}

/**
 * The slug of a problem's `type`, relative or absolute; undefined for a type that is none of Relevo's. It need not be listed
 * above: a service of a newer version may know more.
 */
export function problemSlug(type: string): string | undefined {
  return /^(?:https?:\/\/[^/?#\s]+)?\/problemas\/([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(type)?.[1];
}
