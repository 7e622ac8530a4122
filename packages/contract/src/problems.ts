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

const englishTitles: Record<ProblemSlug, string> = {
  'datos-invalidos': 'Invalid data',
  'json-invalido': 'The body is not valid JSON',
  'no-autorizado': 'Not authorized',
  prohibido: 'Forbidden',
  'segundo-factor': 'The code of the second factor is missing',
  'entrada-reciente': 'Confirm who you are',
  'no-encontrado': 'Not found',
  'metodo-no-permitido': 'Method not allowed',
  'numero-en-conflicto': 'The number belongs to another order',
  'version-en-conflicto': 'The ticket has changed meanwhile',
  'enlace-en-uso': 'The link belongs to another screen',
  'ajustes-en-conflicto': 'The settings have changed meanwhile',
  'cuerpo-demasiado-grande': 'Body too large',
  'tipo-no-soportado': 'Unsupported content type',
  'transicion-invalida': 'Invalid transition',
  'demasiadas-solicitudes': 'Too many requests',
  'error-interno': 'Internal error',
  'no-disponible': 'Service unavailable',
};

/** What of a problem people read. */
type Said = {
  detail: string;
  errores?: { campo: string; mensaje: string }[];
  avisos?: unknown;
};

/** Says a problem in English: its title, its detail, its faults. What is not known stays Spanish. */
export function problemInEnglish<P extends Said>(slug: ProblemSlug, problem: P): P {
  const errores = problem.errores?.map(faultInEnglish);
  const listed = errores && problem.detail.startsWith('Datos inválidos: ');
  const detail = listed
    ? `Invalid data: ${errores.map(({ campo, mensaje }) => `${campo}: ${mensaje}`).join('; ')}`.slice(0, 500)
    : inEnglish(problem.detail);
  const avisos = Array.isArray(problem.avisos) && { avisos: problem.avisos.map(faultInEnglish) };
  return {
    ...problem,
    ...(errores && { errores }),
    ...avisos,
    ...{ title: englishTitles[slug], detail, error: detail },
  };
}

/** Says what is wrong with a field, or may be, in English. */
export function faultInEnglish<F extends { mensaje: string }>(fault: F): F {
  return { ...fault, mensaje: inEnglish(fault.mensaje) };
}

/** Returns the English of what the services say to those who call them; a text that is not known comes back as it is. */
export function inEnglish(text: string): string {
  for (const [spanish, english] of phrases) {
    const given = patternOf(spanish).exec(text);
    if (given) return english.replace(/\{(\d)\}/g, (_, at) => inEnglish(given[Number(at)] ?? ''));
  }
  return text;
}

const patterns = /* @__PURE__ */ new Map<string, RegExp>();

function patternOf(spanish: string): RegExp {
  const known = patterns.get(spanish);
  if (known) return known;
  const source = spanish.replace(/[\\^$.*+?()|[\]]/g, '\\$&').replace(/\{\d\}/g, '([^]*)');
  const made = new RegExp(`^${source}$`);
  patterns.set(spanish, made);
  return made;
}

// `{1}`: what the service fills in, in both in the same order.
const phrases: readonly (readonly [spanish: string, english: string])[] = [
  ['El pedido tiene datos que faltan o no son válidos.', 'The order has data that is missing or not valid.'],
  [
    'El cuerpo no es JSON válido{1} (línea {2}, columna {3}).',
    'The body is not valid JSON{1} (line {2}, column {3}).',
  ],
  [': termina antes de tiempo', ': it ends too early'],
  [': las comillas tienen que ser dobles', ': quotes have to be double'],
  [': sobra una coma, o falta algo', ': there is a comma too many, or something is missing'],
  [': falta una coma o un signo antes', ': a comma or a sign is missing before it'],
  ['El cuerpo no es JSON válido.', 'The body is not valid JSON.'],
  [
    'El cuerpo no es UTF-8 válido (línea {1}, columna {2}).',
    'The body is not valid UTF-8 (line {1}, column {2}).',
  ],
  ['El cuerpo está vacío; se espera JSON.', 'The body is empty; JSON is expected.'],
  ['El JSON anida más de {1} niveles.', 'The JSON nests more than {1} levels.'],
  ['El cuerpo comprimido está dañado.', 'The compressed body is damaged.'],
  ['El cuerpo supera los {1} KiB.', 'The body is larger than {1} KiB.'],
  ['El cuerpo es demasiado grande.', 'The body is too large.'],
  ['El mensaje es demasiado largo.', 'The message is too long.'],
  ['Se espera Content-Type: application/json.', 'Content-Type: application/json is expected.'],
  ['Se espera el juego de caracteres UTF-8.', 'The character set UTF-8 is expected.'],
  ['Esa compresión no se admite.', 'This compression is not supported.'],
  ['El tipo de contenido no se admite.', 'This content type is not supported.'],
  [
    '{1} es de {2} ({3}, por lo general en el puerto {4}). Este servicio es {5}.',
    '{1} belongs to {2} ({3}, usually on port {4}). This service is {5}.',
  ],
  ['el servicio de tickets', 'the ticket service'],
  ['la tienda', 'the store'],
  [
    'No existe nada en esta dirección. Este servicio es {1}; lo que tiene está en /docs.',
    'There is nothing at this address. This service is {1}; what it has is listed at /docs.',
  ],
  [
    'El método {1} no se admite en esta dirección. Se admiten: {2}.',
    'The method {1} is not allowed at this address. Allowed: {2}.',
  ],
  ['El método no se admite en esta dirección.', 'The method is not allowed at this address.'],
  [
    'El nombre de servidor (Host) no se admite: falta en ALLOWED_HOSTS, o el proxy que está delante lo cambia.',
    'This server name (Host) is not allowed: it is missing in ALLOWED_HOSTS, or the proxy in front changes it.',
  ],
  ['La cabecera Host vino más de una vez.', 'The header Host came more than once.'],
  ['La cabecera Host no es válida.', 'The header Host is not valid.'],
  ['Falta la cabecera Host.', 'The header Host is missing.'],
  ['Esta versión de HTTP no se admite.', 'This version of HTTP is not supported.'],
  ['La solicitud no es válida.', 'The request is not valid.'],
  ['La solicitud viene de otro sitio.', 'The request comes from another site.'],
  [
    'La solicitud viene de otro sitio, o el proxy que está delante cambia la cabecera Host ({1}).',
    'The request comes from another site, or the proxy in front changes the header Host ({1}).',
  ],
  ['La conexión viene de otro sitio.', 'The connection comes from another site.'],
  [
    'La conexión viene de otro sitio, o el proxy que está delante cambia la cabecera Host ({1}).',
    'The connection comes from another site, or the proxy in front changes the header Host ({1}).',
  ],
  ['{1} Intente de nuevo en unos segundos.', '{1} Try again in a few seconds.'],
  ['El servicio se está deteniendo.', 'The service is stopping.'],
  ['El almacenamiento no está disponible.', 'The storage is not available.'],
  ['Hay demasiado trabajo en cola.', 'Too much work is waiting.'],
  ['Hay demasiadas conexiones abiertas.', 'Too many connections are open.'],
  ['Demasiados mensajes.', 'Too many messages.'],
  ['Demasiadas solicitudes.', 'Too many requests.'],
  ['Error interno. Informe el identificador {1}.', 'Internal error. Report the id {1}.'],
  ['Hace falta iniciar sesión.', 'You have to sign in.'],
  [
    'Hace falta iniciar sesión o una clave en X-API-Key.',
    'You have to sign in, or to send a key in X-API-Key.',
  ],
  ['No autorizado.', 'Not authorized.'],
  ['No está permitido.', 'Not allowed.'],
  ['No existe.', 'Does not exist.'],
  ['Método no permitido.', 'Method not allowed.'],
  ['El enlace ya se usó, venció o fue revocado.', 'The link was used, has expired or was revoked.'],
  ['El correo o la clave no son correctos.', 'The email or the password is not right.'],
  [
    'El número {1} ya existe con otro pedido (ticket {2}).',
    'The number {1} belongs to another order already (ticket {2}).',
  ],
  ['El número {1} ya existe con otro pedido.', 'The number {1} belongs to another order already.'],
  [
    'La clave de idempotencia ya se usó con otro pedido ({1}).',
    'The idempotency key was used with another order already ({1}).',
  ],
  ['El encabezado {1} no es válido.', 'The header {1} is not valid.'],
  ['El cursor no es válido.', 'The cursor is not valid.'],
  ['No hay un pedido con el número {1}.', 'There is no order with the number {1}.'],
  ['No hay un ticket con ese id.', 'There is no ticket with this id.'],
  ['No hay una persona con ese id.', 'There is nobody with this id.'],
  ['No hay una clave con ese id.', 'There is no key with this id.'],
  ['No hay un enlace con ese id.', 'There is no link with this id.'],
  ['No hay nada con ese id.', 'There is nothing with this id.'],
  ['Tu rol no permite esta acción.', 'Your role does not allow this action.'],
  [
    'Falta el código de tu aplicación, o uno de un solo uso.',
    'The code of your app is missing, or one that works once.',
  ],
  [
    'El código no sirve: ya se usó, venció o no es ese.',
    'This code does not work: it was used, has expired or is another one.',
  ],
  ['Confirmá quién sos: pasó un rato desde que entraste.', 'Confirm who you are: you signed in a while ago.'],
  ['es obligatorio', 'is required'],
  ['es obligatoria', 'is required'],
  ['no puede estar vacío', 'must not be empty'],
  ['no puede contener caracteres de control', 'must not contain control characters'],
  [
    'no puede contener caracteres de control (salvo saltos de línea)',
    'must not contain control characters (except line breaks)',
  ],
  ['puede tener a lo sumo {1} caracteres', 'may have at most {1} characters'],
  ['puede tener a lo sumo {1} productos', 'may have at most {1} products'],
  ['puede tener a lo sumo {1} tickets', 'may have at most {1} tickets'],
  ['puede tener a lo sumo dos decimales', 'may have at most two decimals'],
  ['puede ser a lo sumo {1}', 'may be at most {1}'],
  ['puede anidar a lo sumo {1} niveles', 'may nest at most {1} levels'],
  [
    'debe ser un texto de 1 a 64 caracteres o un número entero',
    'must be a text of 1 to 64 characters or an integer',
  ],
  ['debe ser un texto', 'must be a text'],
  ['debe ser un número mayor o igual que 0', 'must be a number of 0 or more'],
  ['debe ser un número mayor que 0', 'must be a number above 0'],
  ['debe ser un número', 'must be a number'],
  ['debe ser un objeto JSON', 'must be a JSON object'],
  ['debe ser una lista de tickets', 'must be a list of tickets'],
  ['debe ser una lista', 'must be a list'],
  [
    'debe ser un producto {nombre, cantidad, precio} o un texto',
    'must be a product {nombre, cantidad, precio} or a text',
  ],
  ['debe ser un UUID', 'must be a UUID'],
  ['debe ser uno de: {1}', 'must be one of: {1}'],
  ['debe ser una de: {1}', 'must be one of: {1}'],
  ['debe ser verdadero o falso', 'must be true or false'],
  ['debe ser una fecha ISO 8601 con zona horaria', 'must be an ISO 8601 date with its time zone'],
  ['debe ser una fecha ISO 8601', 'must be an ISO 8601 date'],
  ['debe tener al menos un ticket', 'must have at least one ticket'],
  [
    'debe tener de 1 a 255 caracteres visibles, sin espacios',
    'must have 1 to 255 visible characters, without spaces',
  ],
  [
    'debe tener de 1 a 32 letras minúsculas, números o guiones',
    'must have 1 to 32 lower-case letters, digits or hyphens',
  ],
  ['debe ser {1} o más', 'must be {1} or more'],
  ['debe ser {1} o menos', 'must be {1} or less'],
  [
    'no puede ser un punto o dos: no habría con qué dirección pedirlo',
    'must not be one dot or two: there would be no address to ask for it',
  ],
  ['es demasiado', 'is too much'],
  ['es demasiado grande', 'is too large'],
  [
    'es un entero demasiado grande: hay que enviarlo como texto',
    'is too large an integer: send it as a text',
  ],
  ['es un número demasiado grande', 'is too large a number'],
  ['no es un nombre de campo permitido', 'is not an allowed name for a field'],
  ['contradice a {1}: se envió con los dos nombres', 'contradicts {1}: it was sent under both names'],
  ['hay más de {1} campos que no se conocen', 'there are more than {1} fields that are not known'],
  [
    'los campos que no se conocen tienen más de {1} partes',
    'the fields that are not known have more than {1} parts',
  ],
  [
    'es el mayor de los campos que no se conocen, y juntos pueden ocupar a lo sumo {1} KiB',
    'is the largest of the fields that are not known, which may take {1} KiB together',
  ],
  [
    'no se conoce; si es «{1}», va con ese nombre (se guarda, pero no se muestra)',
    'is not known; if it is “{1}”, send it under that name (it is kept, but not shown)',
  ],
  [
    'no vino, y tampoco Idempotency-Key: este mismo pedido, mandado otra vez, sería otro. Mande uno de los dos',
    'did not come, nor did Idempotency-Key: this same order, sent again, would be another one. Send one of the two',
  ],
  [
    'este parámetro no se conoce y no hizo nada; se admiten: {1}',
    'this parameter is not known and did nothing; known are: {1}',
  ],
  [
    'este parámetro no se conoce y no hizo nada; no se admite ninguno',
    'this parameter is not known and did nothing; none is',
  ],
];
