import { bilingual } from '../i18n/bilingual.ts';

/** The texts for people who are not signed in, loaded with the form. */
export const signInWords = bilingual({
  es: {
    tooMany: 'Demasiados intentos',
    outside: {
      'no-session': { title: 'Entrá al tablero', line: '' },
      'link-expired': {
        title: 'Este enlace ya no sirve',
        line: 'Ya se usó, venció o fue revocado. Pedí otro o entrá con tu clave.',
      },
      'link-in-use': {
        title: 'Este enlace ya es de otra pantalla',
        line: 'Quien administra toca «Liberar» en Personas, y esta pantalla entra sola.',
      },
      'too-many-attempts': {
        title: 'Demasiados intentos',
        line: 'Esperá un minuto y volvé a abrir el enlace.',
      },
      code: { title: 'Falta un código', line: 'El enlace sirve: escribí el código de tu segundo factor.' },
      expired: { title: 'Tu sesión terminó', line: 'Para seguir viendo el tablero entrá de nuevo.' },
      left: { title: 'Saliste del tablero', line: '' },
    },
    hint: '¿No tenés clave? Pedile un enlace a quien administra y abrilo en este dispositivo: sirve una sola vez.',
    firstLinkBefore: 'El primero lo muestra',
    firstLinkAfter: 'al arrancar.',
    email: 'Correo electrónico',
    password: 'Clave',
    enter: 'Entrar',
    entering: 'Entrando…',
    code: 'Código',
    codeHint: 'de la aplicación de tu teléfono, o uno de los de un solo uso',
    wrongCode: 'El código no sirve: ya se usó, venció o no es ese.',
    wrong: 'El correo o la clave no son correctos.',
    again: {
      now: 'Ya podés probar de nuevo.',
      inSeconds: (seconds: number) => `Probá de nuevo en ${seconds} s.`,
      // From 100 s on, so it is never one.
      inMinutes: (minutes: number) => `Probá de nuevo en ${minutes} minutos.`,
    },
  },
  en: {
    tooMany: 'Too many attempts',
    outside: {
      'no-session': { title: 'Sign in to the board', line: '' },
      'link-expired': {
        title: 'This link does not work any more',
        line: 'It was used, has expired or was revoked. Ask for another one or sign in with your password.',
      },
      'link-in-use': {
        title: 'This link belongs to another screen',
        line: 'Once the admin taps “Release” in People, this screen is let in by itself.',
      },
      'too-many-attempts': {
        title: 'Too many attempts',
        line: 'Wait for a minute and open the link again.',
      },
      code: { title: 'One code is missing', line: 'The link works: type the code of your second factor.' },
      expired: { title: 'Your session has ended', line: 'Sign in again to go on.' },
      left: { title: 'You have signed out', line: '' },
    },
    hint: 'No password? Ask whoever manages the shop for a link and open it on this device: it works only once.',
    firstLinkBefore: 'The first one is shown by',
    firstLinkAfter: 'when it starts.',
    email: 'Email',
    password: 'Password',
    enter: 'Sign in',
    entering: 'Signing in…',
    code: 'Code',
    codeHint: 'from the app on your phone, or one of those that work once',
    wrongCode: 'This code does not work: it was used, has expired or is another one.',
    wrong: 'The email or the password is not right.',
    again: {
      now: 'You can try again now.',
      inSeconds: (seconds) => `Try again in ${seconds} s.`,
      inMinutes: (minutes) => `Try again in ${minutes} minutes.`,
    },
  },
});

/** Says when to try again: `Probá de nuevo en 40 s.` Times in milliseconds. */
export function waitText(until: number, now: number): string {
  const seconds = Math.ceil((until - now) / 1_000);
  if (seconds <= 0) return signInWords().again.now;
  if (seconds < 100) return signInWords().again.inSeconds(seconds);
  return signInWords().again.inMinutes(Math.ceil(seconds / 60));
}
