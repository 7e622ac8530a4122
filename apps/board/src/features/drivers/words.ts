import { bilingual } from '../../words/bilingual.ts';
import { plural } from '../../words/plural.ts';

/** What a driver's page says. */
export const driverWords = bilingual({
  es: {
    deliveries: 'Mis entregas',
    stages: { 'en-camino': 'En camino', 'en-preparacion': 'En preparación', pendiente: 'Todavía en espera' },
    openMap: 'Abrir el mapa:',
    noAddress: 'Sin dirección: preguntá en el local.',
    call: 'Llamar',
    whatsApp: 'WhatsApp',
    collect: (amount: string) => `Cobrar ${amount}`,
    total: (amount: string) => `Total: ${amount}`,
    products: (count: number) => `${count} ${plural('es', count, { one: 'producto', other: 'productos' })}`,
    leave: 'Salgo a repartir',
    delivered: 'Entregado',
    notDelivered: 'No se pudo entregar…',
    done: (count: number) => `${count} ${plural('es', count, { one: 'cerrado', other: 'cerrados' })}`,
    why: '¿Por qué no se entregó el pedido?',
    reasons: {
      nobody: 'No atendió nadie',
      address: 'No encontré la dirección',
      refused: 'No lo quiso recibir',
      money: 'No tenía para pagar',
    },
    other: 'Otro motivo',
    confirm: 'Guardar: no se entregó',
  },
  en: {
    deliveries: 'My deliveries',
    stages: { 'en-camino': 'On the way', 'en-preparacion': 'In the kitchen', pendiente: 'Still waiting' },
    openMap: 'Open the map:',
    noAddress: 'No address: ask in the shop.',
    call: 'Call',
    whatsApp: 'WhatsApp',
    collect: (amount) => `Collect ${amount}`,
    total: (amount) => `${amount} in total`,
    products: (count) => `${count} ${plural('en', count, { one: 'item', other: 'items' })}`,
    leave: 'I am leaving with it',
    delivered: 'Delivered',
    notDelivered: 'Could not be delivered…',
    done: (count) => `${count} closed`,
    why: 'Why was the order not delivered?',
    reasons: {
      nobody: 'Nobody answered',
      address: 'I did not find the address',
      refused: 'They did not want it',
      money: 'They could not pay',
    },
    other: 'Another reason',
    confirm: 'Save: not delivered',
  },
});
