import { testOrigin } from '@relevo/contract';

/**
 * An order as a shop of food would send it, to try the board with. The same id makes the same order, so that the
 * usual rule of one number, one order holds for it too.
 * @param id a UUID
 */
export function makeTestOrder(id: string) {
  const productos = [
    { nombre: 'Milanesa napolitana con papas fritas', cantidad: 1, precio: 14_900 },
    { nombre: 'Empanada de carne cortada a cuchillo', cantidad: 6, precio: 1_850 },
    { nombre: 'Agua con gas 500 ml', cantidad: 2, precio: 2_100 },
  ];
  return {
    numero: `PRUEBA-${id.slice(0, 8).toUpperCase()}`,
    cliente_nombre: 'Juana Molina',
    cliente_direccion: 'Av. Corrientes 1234, 3.º B, CABA',
    // Nobody has it: whoever tries the button to call disturbs no stranger.
    cliente_telefono: '11 0000-0000',
    productos,
    total: productos.reduce((sum, { cantidad, precio }) => sum + cantidad * precio, 0),
    metodo_pago: 'efectivo',
    indicaciones: 'Es un pedido de prueba: no hay que cocinar ni llevar nada.',
    origen: testOrigin,
  };
}
