import { formatDuration, formatQuantity } from '../../view/format.ts';
import type { Finding, Verdict } from './verdict.ts';
import { connectionWords as words } from './words.ts';

/** What was found, in the language of the page. */
export function describeFinding({ finding, amount }: Verdict): string {
  return words().found[finding](amountText(finding, amount));
}

function amountText(finding: Finding, amount: number | string | undefined): string {
  if (typeof amount !== 'number') return amount ?? '';
  if (finding === 'clock-off') return formatDuration(Math.abs(amount));
  if (inMs.has(finding)) return `${formatQuantity(Math.round(amount))} ms`;
  return formatQuantity(amount);
}

const inMs = new Set<Finding>(['reached', 'connected', 'steady']);
