import { bilingual } from '../../words/bilingual.ts';

export const limitsWords = bilingual({
  es: {
    title: 'Cuándo un pedido se demora',
    about:
      'Los minutos desde que entró el pedido, según dónde esté. Vale para todo el local: cada pantalla lo toma en el momento.',
    states: { pendiente: 'Pendiente', 'en-preparacion': 'En preparación', 'en-camino': 'En camino' },
    slow: 'Demorado desde',
    late: 'Tarde desde',
    minutes: 'minutos',
    save: 'Guardar',
    saved: 'Guardado. Ya vale en todas las pantallas.',
    order: 'El aviso de tarde tiene que venir después del de demorado.',
    changed:
      'Otra persona los cambió mientras tanto. Estos son los que valen ahora: revisalos y guardá de nuevo.',
    failed: 'No se pudo guardar. Probá de nuevo.',
  },
  en: {
    title: 'When an order is late',
    about:
      'Minutes since the order came in, by where it is. For the whole shop: every screen follows at once.',
    states: { pendiente: 'Pending', 'en-preparacion': 'In preparation', 'en-camino': 'On its way' },
    slow: 'Slow from',
    late: 'Late from',
    minutes: 'minutes',
    save: 'Save',
    saved: 'Saved. Every screen follows it already.',
    order: 'Late has to come after slow.',
    changed:
      'Somebody else changed them meanwhile. These are the ones that hold now: check them and save again.',
    failed: 'They could not be saved. Try again.',
  },
});
