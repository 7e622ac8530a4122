/**
 * An order's number in what all orders of the day share and what tells them apart, so that the second can stand
 * out: `PED-20261122-24AF57EC` → `PED-20261122-` and `24AF57EC`. Short numbers are not split.
 */
export function splitNumero(numero: string): { common: string; own: string } {
  const cut = numero.lastIndexOf('-') + 1;
  if (numero.length <= 12 || cut === 0 || cut === numero.length) return { common: '', own: numero };
  return { common: numero.slice(0, cut), own: numero.slice(cut) };
}
