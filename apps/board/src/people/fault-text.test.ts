import { problemType } from '@relevo/contract';
import { expect, it } from 'vitest';
import { faultText } from './fault-text.ts';

const refused = {
  ok: false as const,
  status: 400,
  type: problemType('datos-invalidos'),
  detail: 'Los datos no son válidos.',
  retryAfterS: null,
};

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
