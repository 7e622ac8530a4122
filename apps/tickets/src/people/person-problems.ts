import { HttpProblem, invalidFields } from '@relevo/service-kit';

/** What every route for the admin may answer, for the documentation. */
export const onlyAdmin = {
  401: { description: 'Sin sesión' },
  403: { description: 'Sólo para administradores' },
};
export const invalid = { 400: { description: 'Datos inválidos, con cada campo' } };
export const unknown = { 404: { description: 'No existe' } };

export function emailTaken(): HttpProblem {
  return badField('email', 'ya lo usa otra persona');
}

export function lastAdmin(campo: string): HttpProblem {
  return badField(campo, 'es la única persona activa que administra: primero nombrá a otra');
}

export function deactivated(): HttpProblem {
  return badField('activo', 'la persona está desactivada');
}

export function unknownPerson(): HttpProblem {
  return new HttpProblem('no-encontrado', 'No hay una persona con ese id.');
}

function badField(campo: string, mensaje: string): HttpProblem {
  return invalidFields([{ campo, mensaje }]);
}
