import { bilingual, plural } from '../../i18n/bilingual.ts';
import { type Language, locales } from '../../i18n/language.ts';

const count = (language: Language, n: number, one: string, other: string) =>
  `${n.toLocaleString(locales[language])} ${plural(language, n, { one, other })}`;
const es = (n: number, one: string, other: string) => count('es', n, one, other);
const en = (n: number, one: string, other: string) => count('en', n, one, other);

export const alertWords = bilingual({
  es: {
    newOrders: (n: number) => es(n, 'pedido nuevo', 'pedidos nuevos'),
    given: (n: number) => (n === 1 ? 'Te dieron un pedido' : `Te dieron ${n} pedidos`),
    place: 'Avisos',
    seen: 'Visto',
    seenAll: 'Visto todos',
    title: (n: number) => `(${n}) ¡Nuevo! · Relevo`,
    blocked: 'El sonido está bloqueado: tocá acá para activarlo',
    missed: (n: number) =>
      `${n === 1 ? 'Entró' : 'Entraron'} ${es(n, 'pedido', 'pedidos')} mientras no había conexión`,
    missedByDriver: (n: number) => `Te dieron ${es(n, 'pedido', 'pedidos')} mientras no había conexión`,
    understood: 'Entendido',
  },
  en: {
    newOrders: (n: number) => en(n, 'new order', 'new orders'),
    given: (n: number) => (n === 1 ? 'You were given an order' : `You were given ${n} orders`),
    place: 'Alerts',
    seen: 'Seen',
    seenAll: 'All seen',
    title: (n: number) => `(${n}) New! · Relevo`,
    blocked: 'Sound is blocked: tap here to turn it on',
    missed: (n: number) => `${en(n, 'order', 'orders')} came in while there was no connection`,
    missedByDriver: (n: number) => `You were given ${en(n, 'order', 'orders')} while there was no connection`,
    understood: 'Got it',
  },
});
