import type { Storage } from '@relevo/storage';
import { type OrderRow, selectOrder, toOrder } from './order-row.ts';
import type { OrderStore } from './order-store.ts';
import type { StoreProcedures } from './procedures.ts';

const selectNumbers = `
  SELECT delivery_id, numero FROM orders WHERE delivery_id IN (SELECT value FROM json_each(?))`;

/** The order store on SQLite: writes through the group-commit writer, reads beside it. */
export function createSqliteOrderStore(storage: Storage<StoreProcedures>): OrderStore {
  const { reader } = storage;
  return {
    place: (incoming) => storage.write('place', incoming),

    async find(numero) {
      const row = reader.get<OrderRow>(selectOrder.byNumber, [numero]);
      return row && toOrder(row);
    },

    async numbersOf(deliveryIds) {
      const rows = reader.all<{ delivery_id: number; numero: string }>(selectNumbers, [
        JSON.stringify(deliveryIds),
      ]);
      return new Map(rows.map((row) => [row.delivery_id, row.numero]));
    },

    confirm: (numero, told, now) => storage.write('confirm', { numero, told, now }),
  };
}
