/** The largest amount that an order may carry: 999 999 999 999.99 pesos. */
export const maxCentavos = 99_999_999_999_999;

/** Converts whole centavos to pesos as on the wire. */
export function toPesos(centavos: number): number {
  return centavos / 100;
}

/**
 * Converts pesos to whole centavos. Returns undefined if the amount has more than two decimals.
 * A sum of prices made with binary floats (3 × 19.99 = 59.97000000000001) is still a whole number of centavos.
 */
export function toCentavos(pesos: number): number | undefined {
  const centavos = Math.round(pesos * 100);
  const drift = Math.abs(pesos * 100 - centavos);
  // Wide enough for the rounding errors of 500 additions, too narrow for a third decimal (a difference of 0.1).
  const dust = Math.min(0.05, Math.max(1e-6, Math.abs(pesos) * 1e-11));
  return drift <= dust ? centavos : undefined;
}

/**
 * What so many of a thing cost, in whole centavos, half a centavo rounded up as every till does. Rounds what the decimals
 * say: 0.35 × 1015.30 is 355.355 and so 355.36, though a product of binary floats is a hair below.
 * @param price in pesos
 */
export function lineCentavos(quantity: number, price: number): number {
  return Math.round(Number((quantity * price * 100).toPrecision(15)));
}
