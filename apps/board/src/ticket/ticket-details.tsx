import { type Ticket, unitOf } from '@relevo/contract';
import { formatMoney, formatQuantity } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { cardWords as words } from './words.ts';

type Props = { ticket: Ticket; onTick?: OnTick };

/** Shows an order's products, customer, address and payment. @param onTick absent where nobody prepares the order */
export function TicketDetails({ ticket, onTick }: Props) {
  const { cliente_direccion, cliente_telefono, indicaciones, repartidor } = ticket;
  return (
    <>
      {ticket.productos.length > 0 && <TicketItems productos={ticket.productos} onTick={onTick} />}
      {indicaciones && (
        <p class="ticket-notes">
          <span class="visually-hidden">{words().notes} </span>
          <bdi>{indicaciones}</bdi>
        </p>
      )}
      <ul class="ticket-facts">
        {cliente_direccion && (
          <li>
            <Icon name="place" />
            <span class="visually-hidden">{words().address} </span>
            <bdi>{cliente_direccion}</bdi>
          </li>
        )}
        {cliente_telefono && (
          <li class="ticket-phone">
            <Icon name="phone" />
            <span class="visually-hidden">{words().phone} </span>
            <a href={`tel:${cliente_telefono.replace(/[^\d+]/g, '')}`}>
              <bdi>{cliente_telefono}</bdi>
            </a>
          </li>
        )}
        {repartidor && (
          <li class="ticket-driver">
            <Icon name="driver" />
            <span class="visually-hidden">{words().driver} </span>
            <bdi>{repartidor.nombre}</bdi>
          </li>
        )}
      </ul>
      <p class="ticket-payment">
        <span>
          <bdi class="ticket-method">{ticket.metodo_pago ?? words().noPayment}</bdi>
        </span>
        <strong class="ticket-total">{formatMoney(ticket.total)}</strong>
      </p>
    </>
  );
}

type Product = Ticket['productos'][number];
type OnTick = (indice: number, hecho: boolean) => void;
type Entry = { product: Product; index: number };
const shownAtOnce = 20;

/** Lists the products with a checkbox each. Folds the end of a very long order, and says how many products it hides. */
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
  const unit = unitOf(product);
  return (
    <>
      <span class="item-amount">
        {formatQuantity(product.cantidad, unit)}
        {unit ? ' ' : <span class="item-times"> × </span>}
      </span>
      <span class="item-what">
        <bdi class="item-name">{product.nombre}</bdi>
        {typeof product.precio === 'number' && (
          <span class="item-price">
            {formatMoney(product.precio)}
            {unit ? ` / ${unit}` : product.cantidad !== 1 && ` ${words().each}`}
          </span>
        )}
      </span>
    </>
  );
}
