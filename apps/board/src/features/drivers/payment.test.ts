import { expect, it } from 'vitest';
import { describePayment } from './payment.ts';

const kindOf = (metodo_pago: string | null, total = 3700) => describePayment({ metodo_pago, total }).kind;

it.each([
  ...['efectivo', 'Efectivo', 'EFECTIVO', 'Pago en efectivo', 'efectivo contra entrega', 'contado', 'Cash'],
  ...[
    'cash on delivery',
    'Efectivo (paga con $ 10.000)',
    'efectivo, abona con 5000',
    'Contraentrega - efectivo',
  ],
])('collects what is paid like this: %s', (method) => expect(kindOf(method)).toBe('collect'));

it.each([
  ...[
    null,
    '',
    'tarjeta',
    'Mercado Pago',
    'transferencia',
    'débito',
    'ya pagado en efectivo',
    'pagó en efectivo',
  ],
  ...[
    'efectivo y tarjeta',
    'efectivo + transferencia',
    'efectivo/débito',
    'sin efectivo',
    'no efectivo',
    'a convenir',
  ],
  ...['mitad efectivo', 'efectivo 50%', 'cuenta corriente', 'contra entrega con posnet'],
])('shows as it stands what is paid like this: %s', (method) => expect(kindOf(method)).toBe('as-stated'));

it('collects nothing where there is nothing to pay', () => {
  expect(kindOf('efectivo', 0)).toBe('as-stated');
});
