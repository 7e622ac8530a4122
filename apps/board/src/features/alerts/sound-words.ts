import { bilingual } from '../../words/bilingual.ts';

export const soundWords = bilingual({
  es: {
    attention: 'Sonido y avisos',
    device: 'Vale para este dispositivo.',
    sound: 'Sonar cuando entra un pedido',
    tone: 'Sonido',
    tones: { campana: 'Campana', timbre: 'Timbre', suave: 'Suave' },
    volume: 'Volumen',
    tryOut: 'Probar',
    noAudio: 'Este navegador no puede hacer sonidos.',
    notify: 'Mostrar un aviso cuando el tablero está tapado',
    notifyDenied:
      'El navegador tiene bloqueados los avisos de esta página. Se cambia en su candado, al lado de la dirección.',
    notifyUnsupported: 'Este navegador no muestra avisos.',
  },
  en: {
    attention: 'Sound and notices',
    device: 'Holds for this device.',
    sound: 'Ring when an order comes in',
    tone: 'Sound',
    tones: { campana: 'Bell', timbre: 'Buzzer', suave: 'Soft' },
    volume: 'Volume',
    tryOut: 'Try it',
    noAudio: 'This browser cannot make sounds.',
    notify: 'Show a notice while the board is hidden',
    notifyDenied: 'The browser blocks the notices of this page. The padlock beside the address changes that.',
    notifyUnsupported: 'This browser shows no notices.',
  },
});
