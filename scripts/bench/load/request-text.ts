import { apiKey } from '../processes/services.ts';

/** Where the number of the request stands in its text; of fixed length, so that Content-Length never changes. */
export const mark = '@@@@@@@@@@@@';

/** A whole HTTP/1.1 POST as it goes over the wire, with the mark wherever a number of its own has to stand. */
export function postText(path: string, body: unknown): string {
  const json = JSON.stringify(body);
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `X-API-Key: ${apiKey}`,
    `Content-Length: ${Buffer.byteLength(json)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${json}`;
}

/** An order of four items, as a checkout of a shop sends it. */
export function anOrder(numero: string = mark) {
  return {
    numero,
    cliente_nombre: 'María Fernández',
    cliente_direccion: 'Av. Corrientes 1234, piso 5 B, CABA',
    cliente_telefono: '11-5555-0000',
    cliente_email: 'maria.fernandez@example.com',
    productos: [
      { nombre: 'Yerba mate 1 kg', cantidad: 2, precio: 3200, subtotal: 6400, sucursal: 'Centro' },
      { nombre: 'Azúcar 1 kg', cantidad: 1, precio: 1100.5, subtotal: 1100.5, sucursal: 'Centro' },
      { nombre: 'Leche entera 1 l', cantidad: 6, precio: 1350, subtotal: 8100, sucursal: 'Centro' },
      { nombre: 'Pan lactal', cantidad: 1, precio: 2400, subtotal: 2400, sucursal: 'Centro' },
    ],
    total: 18000.5,
    metodo_pago: 'efectivo',
    indicaciones: 'Tocar timbre 5 B; dejar en portería si no contesta',
    tipo_cliente: 'cliente',
    fecha_creacion: '2026-11-25T12:00:00.000Z',
  };
}
