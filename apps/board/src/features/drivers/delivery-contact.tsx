import type { Ticket } from '@relevo/contract';
import { Icon } from '../../view/icons.tsx';
import { whatsAppNumber } from './whats-app-number.ts';
import { driverWords as words } from './words.ts';

/** Where to, and whom to ask: each a link that the phone opens. */
export function DeliveryContact({ ticket }: { ticket: Ticket }) {
  const { cliente_direccion: address, cliente_telefono: phone } = ticket;
  const dialled = phone?.replace(/[^\d+*#]/g, '');
  const whatsApp = whatsAppNumber(phone);
  return (
    <>
      {address ? (
        <a
          class="delivery-address"
          href={mapLink(address)}
          target="_blank"
          rel="noreferrer"
          data-enlace="mapa"
        >
          <Icon name="place" />
          <span>
            <span class="visually-hidden">{words().openMap} </span>
            <bdi>{address}</bdi>
          </span>
        </a>
      ) : (
        <p class="delivery-address">{words().noAddress}</p>
      )}
      {dialled && (
        <div class="delivery-phone">
          <a class="button" href={`tel:${dialled}`} data-enlace="llamar">
            <Icon name="phone" />
            <span>
              {words().call} <bdi>{phone}</bdi>
            </span>
          </a>
          {whatsApp && (
            <a
              class="button"
              href={`https://wa.me/${whatsApp}`}
              target="_blank"
              rel="noreferrer"
              data-enlace="whatsapp"
            >
              {words().whatsApp}
            </a>
          )}
        </div>
      )}
    </>
  );
}

/** The way to an address, in whatever map the phone has. Nothing but the address leaves the page. */
function mapLink(address: string): string {
  return `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(address)}`;
}
