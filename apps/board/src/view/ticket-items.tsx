import type { Ticket } from '@relevo/contract';
import { cardWords as words } from './card-words.ts';
import { formatMoney, formatQuantity } from './format.ts';

type Product = Ticket['productos'][number];
export type OnTick = (indice: number, hecho: boolean) => void;
type Entry = { product: Product; index: number };
const shownAtOnce = 20;

/** What has to be prepared, with a box to tick for each. A very long order folds its end away, and says how much. */
export function TicketItems({ productos, onTick }: { productos: Product[]; onTick?: OnTick }) {
  const entries = productos.map((product, index) => ({ product, index }));
  const rest = entries.slice(shownAtOnce);
  return (
    <>
      <ItemList entries={entries.slice(0, shownAtOnce)} onTick={onTick} />
      {rest.length > 0 && (
        <details class="items-rest">
          <summary>{words().moreProducts(rest.length)}</summary>
          <ItemList entries={rest} onTick={onTick} />
        </details>
      )}
    </>
  );
}

function ItemList({ entries, onTick }: { entries: Entry[]; onTick?: OnTick }) {
  return (
    <ul class="items" data-marcable={onTick ? 'si' : 'no'}>
      {entries.map(({ product, index }) => (
        <li key={index} data-hecho={product.hecho === true ? 'si' : 'no'}>
          {onTick ? (
            <label class="item">
              <input
                type="checkbox"
                checked={product.hecho === true}
                data-accion="marcar_item"
                data-indice={index}
                onChange={({ currentTarget }) => onTick(index, currentTarget.checked)}
              />
              <Item product={product} />
            </label>
          ) : (
            <span class="item">
              <Item product={product} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Item({ product }: { product: Product }) {
  return (
    <>
      <span class="item-amount">
        {formatQuantity(product.cantidad)}
        <span class="item-times"> × </span>
      </span>
      <span class="item-what">
        <bdi class="item-name">{product.nombre}</bdi>
        {typeof product.precio === 'number' && (
          <span class="item-price">
            {formatMoney(product.precio)}
            {product.cantidad !== 1 && ` ${words().each}`}
          </span>
        )}
      </span>
    </>
  );
}
