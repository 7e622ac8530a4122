import { problemText } from '../../api/problem.ts';
import type { Failure } from '../../api/request.ts';
import { bilingual } from '../../i18n/bilingual.ts';

/** Says why the service refused a form: each invalid field with its fault, or the problem itself. */
export function faultText(failure: Failure): string {
  if (failure.errores.length === 0) return problemText(failure);
  const names: Record<string, string> = words().names;
  return failure.errores
    .map(({ campo, mensaje }) => `${names[campo] ?? campo} ${inOurWords(mensaje)}.`)
    .join(' ');
}

// An unknown message stays in Spanish.
function inOurWords(mensaje: string): string {
  const faults: Record<string, string> = words().faults;
  const [name] = Object.entries(words.both.es.faults).find(([, text]) => text === mensaje) ?? [];
  return (name && faults[name]) ?? mensaje;
}

/** The faults of a field. Those in Spanish are word for word the service's messages, so that they can be recognized. */
const words = bilingual({
  es: {
    names: {
      nombre: 'El nombre',
      email: 'El correo',
      clave: 'La clave',
      anterior: 'La clave de ahora',
      rol: 'El rol',
      activo: 'No se puede:',
    },
    faults: {
      missing: 'es obligatorio',
      empty: 'no puede estar vacío',
      upTo100: 'puede tener a lo sumo 100 caracteres',
      upTo200: 'puede tener a lo sumo 200 caracteres',
      from10: 'debe tener al menos 10 caracteres',
      control: 'no puede contener caracteres de control',
      notEmail: 'debe ser un correo electrónico',
      notYours: 'no es la tuya',
      taken: 'ya lo usa otra persona',
      lastAdmin: 'es la única persona activa que administra: primero nombrá a otra',
      inactive: 'la persona está desactivada',
      tooCommon: 'es de las que se adivinan primero: elegí otra, por ejemplo cuatro palabras al azar',
      ownWords: 'se adivina por el nombre, el correo o «relevo»: elegí otra',
    },
  },
  en: {
    names: {
      nombre: 'The name',
      email: 'The email',
      clave: 'The password',
      anterior: 'The present password',
      rol: 'The role',
      activo: 'Not possible:',
    },
    faults: {
      missing: 'is required',
      empty: 'cannot be empty',
      upTo100: 'can have at most 100 characters',
      upTo200: 'can have at most 200 characters',
      from10: 'has to have at least 10 characters',
      control: 'cannot contain control characters',
      notEmail: 'has to be an email address',
      notYours: 'is not yours',
      taken: 'belongs to somebody else already',
      lastAdmin: 'nobody else who is active manages the shop: name somebody else first',
      inactive: 'the person is deactivated',
      tooCommon: 'is one of those that are guessed first: choose another, such as four words at random',
      ownWords: 'can be guessed from the name, the email or “relevo”: choose another',
    },
  },
});
