import { z } from 'zod';
import { maxCentavos, toCentavos } from './money.ts';

const amountMessage = 'debe ser un número mayor o igual que 0';
const numericText = /^\s*\d{1,15}(\.\d+)?\s*$/;

/** An amount in pesos, number or numeric text, ≥ 0; becomes whole centavos. */
export const amountSchema = z
  .union([z.number(), z.string().regex(numericText, amountMessage)], amountMessage)
  .transform((amount, context) => {
    const centavos = toCentavos(Number(amount));
    const fault = amountFault(Number(amount), centavos);
    if (!fault && centavos !== undefined) return centavos;
    context.issues.push({ code: 'custom', message: fault ?? '', input: amount });
    return z.NEVER;
  });

function amountFault(pesos: number, centavos: number | undefined): string | undefined {
  if (pesos < 0) return amountMessage;
  if (pesos * 100 > maxCentavos + 0.5) return 'puede ser a lo sumo 999999999999.99';
  if (centavos === undefined) return 'puede tener a lo sumo dos decimales';
  return undefined;
}
