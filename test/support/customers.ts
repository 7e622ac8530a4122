import { newTicket } from './work.ts';

export type CustomerTicket = { ticketId: number; secret: string };

let customers = 0;

/** A ticket of a customer whose every detail says which one it is. */
export async function ticketOfCustomer(url: string): Promise<CustomerTicket> {
  customers += 1;
  const secret = `cliente-${customers}-secreto`;
  const ticketId = await newTicket(url, {
    ...{ numero: secret, cliente_nombre: secret, cliente_direccion: secret, cliente_telefono: secret },
    ...{ cliente_email: secret, indicaciones: secret, metodo_pago: secret, extra_del_cliente: secret },
    productos: [{ nombre: secret, cantidad: 1 }],
  });
  return { ticketId, secret };
}

/** Which customers anything of this tells of. */
export function customersIn(heard: unknown): string[] {
  return [...new Set(JSON.stringify(heard).match(/cliente-\d+-secreto/g))];
}
