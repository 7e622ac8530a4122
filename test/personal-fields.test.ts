import { type OrderFieldName, orderFieldList } from '@relevo/contract';
import { recordingLog } from '@relevo/testkit/log';
import { expect, it } from 'vitest';

/** Whether a field of an order tells something about a person, or what they bought: no log may show it. */
const isPersonal: Record<OrderFieldName, boolean> = {
  numero: false,
  cliente_nombre: true,
  cliente_direccion: true,
  cliente_telefono: true,
  cliente_email: true,
  productos: true,
  total: false,
  metodo_pago: false,
  indicaciones: true,
  prioridad: false,
  tipo_cliente: false,
  origen: false,
  estado: false,
};

const names = orderFieldList.flatMap(({ name, alias }) => [
  { name, owner: name },
  ...(alias ? [{ name: alias, owner: name }] : []),
]);

it('takes from a forgotten customer exactly the fields that are personal, but what was bought', () => {
  const taken = orderFieldList.filter(({ personal }) => personal).map(({ name }) => name);
  const personal = orderFieldList.filter(({ name }) => isPersonal[name] && name !== 'productos');
  expect(taken).toEqual(personal.map(({ name }) => name));
});

// The list of the log is in packages/service-kit/src/observe/log.ts, which knows nothing of orders.
it.each(names)('hides $name in the log exactly where $owner is personal', ({ name, owner }) => {
  expect(isPersonal[owner]).toBeTypeOf('boolean');
  const recorded = recordingLog();
  const { log } = recorded;
  log.info({ [name]: 'VALUE' });
  log.info({ orders: [{ [name]: 'VALUE' }] });
  log.child({ [name]: 'VALUE' }).info('child');
  expect(recorded.lines).toHaveLength(3);
  for (const line of recorded.lines) expect(JSON.stringify(line).includes('VALUE')).toBe(!isPersonal[owner]);
});
