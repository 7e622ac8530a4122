import { fieldErrors, newMemberSchema, problemType } from '@relevo/contract';
import { afterEach, expect, it } from 'vitest';
import { speak } from '../../i18n/language.ts';
import { faultText } from './fault-text.ts';

const type = problemType('datos-invalidos');
const refused = {
  ok: false as const,
  status: 400,
  type,
  detail: 'Los datos no son válidos.',
  retryAfterS: null,
};

afterEach(() => speak('es'));

it('names each field with its fault, and says what the service says where there is none', () => {
  const errores = [
    { campo: 'email', mensaje: 'ya lo usa otra persona' },
    { campo: 'clave', mensaje: 'debe tener al menos 10 caracteres' },
  ];
  expect(faultText({ ...refused, errores })).toBe(
    'El correo ya lo usa otra persona. La clave debe tener al menos 10 caracteres.',
  );
  const last = [{ campo: 'activo', mensaje: 'es la única persona activa que administra' }];
  expect(faultText({ ...refused, errores: last })).toBe(
    'No se puede: es la única persona activa que administra.',
  );
  expect(faultText({ ...refused, errores: [] })).toBe('Los datos no son válidos.');
});

it('says in English every fault that the service finds in what the form can send', () => {
  const long = 'x'.repeat(201);
  const forms = [
    { nombre: ' ', email: 'ana', clave: 'corta' },
    { nombre: long, email: 'ana@ejemplo.com', clave: long },
    { nombre: 'A\u0007B', rol: 'admin' },
  ];
  const errores = forms.flatMap((form) => {
    const { error } = newMemberSchema.safeParse({ rol: 'operador', ...form }, { reportInput: true });
    return error ? fieldErrors(error) : [];
  });
  speak('en');
  expect(errores.map((one) => faultText({ ...refused, errores: [one] }))).toEqual([
    'The name cannot be empty.',
    'The email has to be an email address.',
    'The password has to have at least 10 characters.',
    'The name can have at most 100 characters.',
    'The password can have at most 200 characters.',
    'The name cannot contain control characters.',
  ]);
  const unknown = { campo: 'apodo', mensaje: 'no se admite' };
  expect(faultText({ ...refused, errores: [unknown] })).toBe('apodo no se admite.');
});
