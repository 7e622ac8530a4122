import { type ProblemSlug, problemType } from '@relevo/contract';
import { bilingual } from '../i18n/bilingual.ts';
import { language } from '../i18n/language.ts';

/** What of a problem is said to people. `type` null: there was no answer, or none from the service. */
export type Problem = { type: string | null; detail: string };

/**
 * A problem in the language of the page. The service tells what happened in Spanish: on another page it is said by
 * its type, with less detail, and in the service's words where the type is not known.
 */
export function problemText({ type, detail }: Problem): string {
  if (type === null) return problemWords().noAnswer;
  const { problems } = problemWords();
  const slug = (Object.keys(problems) as ProblemSlug[]).find((one) => problemType(one) === type);
  const own = slug && problems[slug];
  return (language.value === 'es' ? detail || own : own || detail) ?? '';
}

type OfEachProblem = Record<ProblemSlug, string>;

/** What went wrong, by the names of the contract; the service's own account of it is Spanish, and more detailed. */
export const problemWords = bilingual({
  es: {
    noAnswer: 'El servicio no responde. Probá de nuevo en un momento.',
    problems: {
      'datos-invalidos': 'Los datos no son válidos.',
      'json-invalido': 'El servicio no entendió la solicitud.',
      'no-autorizado': 'Hace falta iniciar sesión.',
      prohibido: 'No te corresponde hacer esto.',
      'segundo-factor': 'El código no sirve.',
      'entrada-reciente': 'Confirmá quién sos.',
      'no-encontrado': 'Eso ya no existe.',
      'metodo-no-permitido': 'Esto no se puede hacer acá.',
      'numero-en-conflicto': 'Ya hay otro pedido con ese número.',
      'version-en-conflicto': 'Alguien lo cambió mientras tanto.',
      'enlace-en-uso': 'El enlace ya es de otra pantalla.',
      'ajustes-en-conflicto': 'Otra persona cambió los ajustes mientras tanto.',
      'cuerpo-demasiado-grande': 'Es demasiado grande.',
      'tipo-no-soportado': 'El servicio no admite este tipo de datos.',
      'transicion-invalida': 'Con el pedido como está ahora, no se puede.',
      'demasiadas-solicitudes': 'Demasiados intentos. Probá de nuevo en un momento.',
      'error-interno': 'El servicio falló. Probá de nuevo en un momento.',
      'no-disponible': 'El servicio no da abasto. Probá de nuevo en un momento.',
    } satisfies OfEachProblem,
  },
  en: {
    noAnswer: 'The service does not answer. Try again in a moment.',
    problems: {
      'datos-invalidos': 'The data is not valid.',
      'json-invalido': 'The service did not understand the request.',
      'no-autorizado': 'You have to sign in.',
      prohibido: 'You are not allowed to do this.',
      'segundo-factor': 'The code is not right.',
      'entrada-reciente': 'Confirm who you are.',
      'no-encontrado': 'It does not exist any more.',
      'metodo-no-permitido': 'This cannot be done here.',
      'numero-en-conflicto': 'There is another order with this number.',
      'version-en-conflicto': 'Somebody changed it meanwhile.',
      'enlace-en-uso': 'The link belongs to another screen.',
      'ajustes-en-conflicto': 'Somebody else changed the settings meanwhile.',
      'cuerpo-demasiado-grande': 'It is too large.',
      'tipo-no-soportado': 'The service does not take this kind of data.',
      'transicion-invalida': 'It cannot be done with the order as it is now.',
      'demasiadas-solicitudes': 'Too many attempts. Try again in a moment.',
      'error-interno': 'The service failed. Try again in a moment.',
      'no-disponible': 'The service is too busy. Try again in a moment.',
    },
  },
});
