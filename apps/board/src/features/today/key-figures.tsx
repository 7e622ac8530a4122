import type { Summary } from '@relevo/contract';
import { formatDuration, formatMoney, formatQuantity } from '../../view/format.ts';
import { formatShare } from './today-format.ts';
import { todayWords as words } from './words.ts';

/** The day at a glance. */
export function KeyFigures({ summary }: { summary: Summary }) {
  const { totales, entrega, demorados } = summary;
  const { pedidos, abiertos, entregados, cancelados, importe, importe_cancelado } = totales;
  const sold = Math.round((importe - importe_cancelado) * 100) / 100;
  const text = words();
  return (
    <dl class="figures">
      <Figure id="pedidos" name={text.orders} value={formatQuantity(pedidos)}>
        {abiertos > 0 && text.open(formatQuantity(abiertos))}
      </Figure>
      <Figure id="entregados" name={text.delivered} value={formatQuantity(entregados)}>
        {text.ofAll(formatShare(entregados, pedidos))}
      </Figure>
      <Figure id="vendido" name={text.sold} value={formatMoney(sold)}>
        {cancelados > 0 && text.soldNote}
      </Figure>
      <Figure
        id="entrega"
        name={text.untilDelivered}
        value={entrega.mediana_ms === null ? '—' : formatDuration(entrega.mediana_ms)}
      >
        {entrega.p90_ms !== null && text.nineInTen(formatDuration(entrega.p90_ms))}
      </Figure>
      <Figure
        id="demorados"
        name={text.late}
        value={formatQuantity(demorados.cantidad)}
        late={demorados.cantidad > 0}
      >
        {text.ofAll(formatShare(demorados.cantidad, pedidos))}
      </Figure>
      <Figure id="cancelados" name={text.cancelled} value={formatQuantity(cancelados)}>
        {cancelados > 0 && text.lost(formatMoney(importe_cancelado))}
      </Figure>
    </dl>
  );
}

type FigureProps = { id: string; name: string; value: string; late?: boolean; children?: string | false };

function Figure({ id, name, value, late = false, children }: FigureProps) {
  return (
    <div class="figure" data-cifra={id} data-tarde={late ? 'si' : undefined}>
      <dt>{name}</dt>
      <dd class="figure-value">{value}</dd>
      {children && <dd class="figure-note">{children}</dd>}
    </div>
  );
}
