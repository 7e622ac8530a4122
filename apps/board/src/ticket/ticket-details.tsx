import { useSignal } from '@preact/signals';
import { phoneDigits, type Ticket, unitOf } from '@relevo/contract';
import { formatMoney, formatQuantity } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { CameLate } from './ticket-age.tsx';
import { cardWords as words } from './words.ts';

type Props = { ticket: Ticket; onTick?: OnTick };

/** Shows an order's products, customer, address and payment. @param onTick absent where nobody prepares the order */
export function TicketDetails({ ticket, onTick }: Props) {
  const { cliente_direccion, cliente_telefono, indicaciones, repartidor } = ticket;
  return (
    <>
      <CameLate ticket={ticket} />
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
            <Phone text={cliente_telefono} />
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

/** A customer's phone, as a link where it is certain what to dial. With several numbers, each is a link of its own. */
function Phone({ text }: { text: string }) {
  const open = useSignal(false);
  const shown = <bdi>{text}</bdi>;
  const [first, ...others] = phonesIn(text);
  if (!first) return shown;
  if (others.length === 0) return <a href={first.link}>{shown}</a>;
  return (
    <details
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open;
      }}
    >
      <summary>{shown}</summary>
      {open.value && [first, ...others].map(({ link, number }) => <a href={link}>{number}</a>)}
    </details>
  );
}

const run = /(?:\+?\d[\d .-]{0,5})?\(\d{1,5}\)[\d\s.‐-―-]*\d|(?:0\d{1,4}\/)?\+?\d[\d\s.‐-―-]*\d/g;
const dateOrSum = /^(\d\d?[.-]\d\d?[.-](19|20)?\d\d|\d{1,3}(\.\d{3})+)$/;

/**
 * Finds the phone numbers in what somebody wrote: extensions, hours and other words are left out. None where it is not
 * certain which digits are one number.
 */
export function phonesIn(text: string): { number: string; link: string }[] {
  const runs = text.normalize('NFKC').match(run) ?? [];
  return runs.flatMap(oneOrMore).map((number) => ({
    number,
    link: `tel:${number.startsWith('+') ? '+' : ''}${phoneDigits(number)}`,
  }));
}

function oneOrMore(digits: string): string[] {
  if (isPhone(digits)) return [digits];
  const parts = digits.split(/\s+[‐-―-]\s+|\s{2,}/);
  return parts.every(isPhone) ? parts : [];
}

// Of Argentina: 6 to 10 digits, with a 0 or 9 before them, a 15 among them, 54 or 0054 in front. Longer ones are two.
function isPhone(text: string): boolean {
  const digits = phoneDigits(text);
  const longest = /^\+|^00/.test(text) ? 15 : /^54|^0?(11|[23]\d{2,3})15/.test(digits) ? 13 : 11;
  return digits.length >= 6 && digits.length <= longest && !dateOrSum.test(text);
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
