import type { Summary } from '@relevo/contract';
import { formatMoney, formatQuantity } from '../../view/format.ts';
import { HorizontalBar } from './bar.tsx';
import { useFewer } from './use-fewer.tsx';
import { todayWords as words } from './words.ts';

type Props = Pick<Summary, 'productos' | 'otros_productos'>;

/** What was sold. */
export function ProductsPanel({ productos, otros_productos: others }: Props) {
  const { shown, toggle } = useFewer(productos, 10);
  const most = Math.max(1e-9, ...productos.map(({ cantidad }) => cantidad));
  return (
    <section class="panel" aria-labelledby="productos" data-grafico="productos">
      <h2 id="productos">{words().products}</h2>
      {productos.length === 0 ? (
        <p class="panel-note">{words().noProducts}</p>
      ) : (
        <table class="data bars">
          <thead>
            <tr>
              <th scope="col">{words().product}</th>
              <th scope="col">{words().quantity}</th>
              <th scope="col">{words().amount}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ nombre, cantidad, importe }) => (
              <tr key={nombre}>
                <th scope="row">
                  <bdi>{nombre}</bdi>
                  <HorizontalBar share={cantidad / most} />
                </th>
                <td>{formatQuantity(cantidad)}</td>
                <td>{importe > 0 ? formatMoney(importe) : '—'}</td>
              </tr>
            ))}
          </tbody>
          {others.productos > 0 && shown.length === productos.length && (
            <tfoot>
              <tr>
                <th scope="row">{words().others(formatQuantity(others.productos), others.productos)}</th>
                <td>{formatQuantity(others.cantidad)}</td>
                <td>{others.importe > 0 ? formatMoney(others.importe) : '—'}</td>
              </tr>
            </tfoot>
          )}
        </table>
      )}
      {toggle}
    </section>
  );
}
