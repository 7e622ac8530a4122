import { bilingual, plural } from '../../i18n/bilingual.ts';

/** About one's own account. */
export const accountWords = bilingual({
  es: {
    title: 'Tu cuenta',
    password: 'Clave',
    youSignInBy: (email: string) => `Entrás con ${email} y tu clave.`,
    noPassword: 'No tenés clave: cuando termine esta sesión, sólo vas a poder entrar con otro enlace.',
    passwordSet: (ended: number) =>
      ended === 0
        ? 'Clave guardada.'
        : `Clave guardada. ${ended} ${plural('es', ended, { one: 'sesión más se cerró', other: 'sesiones más se cerraron' })}.`,
    email: 'Correo electrónico',
    emailHint: 'para entrar con él',
    oldPassword: 'Clave de ahora',
    newPassword: 'Clave nueva',
    newPasswordHint: 'al menos 10 caracteres; lo mejor son cuatro palabras al azar',
    changePassword: 'Cambiar la clave',
    setPassword: 'Guardar la clave',
    ask: 'Poné una clave',
    askWhy:
      'Entraste con un enlace que sirve una sola vez. Con tu correo y una clave vas a poder volver a entrar.',
    later: 'Más tarde',
    secondFactor: 'Segundo factor',
    whatFor:
      'Además de la clave, un código que cambia cada 30 segundos en una aplicación de tu teléfono. Así, una clave que alguien te vio escribir no alcanza para entrar.',
    onSince: (time: string, left: number) =>
      `Activo desde el ${time}. Te ${plural('es', left, { one: 'queda', other: 'quedan' })} ${left} ${plural('es', left, { one: 'código', other: 'códigos' })} de un solo uso.`,
    begin: 'Activar el segundo factor',
    scan: 'Leé este código con la aplicación (Google Authenticator, Aegis, 1Password u otra) y escribí el número que muestra.',
    qr: 'Código QR para la aplicación',
    orType: 'O escribilo a mano:',
    code: 'Código',
    appCodeHint: 'los 6 números de la aplicación',
    codeHint: 'el de la aplicación, o uno de los de un solo uso',
    turnOn: 'Activar',
    turnOff: 'Quitar el segundo factor',
    wrongCode: 'No es ese código.',
    keepCodes:
      'Guardá estos códigos donde sólo vos los veas: cada uno sirve una vez, si no tenés el teléfono. No se muestran de nuevo.',
    copy: 'Copiar',
    copied: 'Copiado',
    kept: 'Ya los guardé',
    newCodes: 'Hacer códigos nuevos',
    sessions: 'Dónde entraste',
    unknownDevice: 'Dispositivo desconocido',
    thisOne: 'Este dispositivo',
    since: (time: string) => `Desde el ${time}`,
    lastSeen: (time: string) => `usada el ${time}`,
    end: 'Cerrar',
    endOthers: 'Cerrar todas las demás',
  },
  en: {
    title: 'Your account',
    password: 'Password',
    youSignInBy: (email) => `You sign in with ${email} and your password.`,
    noPassword: 'You have no password: once this session ends, only another link lets you in.',
    passwordSet: (ended) =>
      ended === 0
        ? 'Password saved.'
        : `Password saved. ${ended} other ${plural('en', ended, { one: 'session has', other: 'sessions have' })} ended.`,
    email: 'Email',
    emailHint: 'to sign in by it',
    oldPassword: 'Present password',
    newPassword: 'New password',
    newPasswordHint: 'at least 10 characters; best are four words at random',
    changePassword: 'Change the password',
    setPassword: 'Save the password',
    ask: 'Set a password',
    askWhy: 'You came by a link that works only once. With your email and a password you can come back.',
    later: 'Later',
    secondFactor: 'Second factor',
    whatFor:
      'Beside the password, a code that changes every 30 seconds in an app on your phone. So a password that somebody saw you type is not enough to get in.',
    onSince: (time, left) =>
      `On since ${time}. You have ${left} one-time ${plural('en', left, { one: 'code', other: 'codes' })} left.`,
    begin: 'Turn on the second factor',
    scan: 'Scan this code with the app (Google Authenticator, Aegis, 1Password or another) and type the number that it shows.',
    qr: 'QR code for the app',
    orType: 'Or type it in:',
    code: 'Code',
    appCodeHint: 'the 6 digits of the app',
    codeHint: 'the one of the app, or one of those that work once',
    turnOn: 'Turn on',
    turnOff: 'Turn off the second factor',
    wrongCode: 'This is not the code.',
    keepCodes:
      'Keep these codes where only you see them: each works once, when your phone is not at hand. They are not shown again.',
    copy: 'Copy',
    copied: 'Copied',
    kept: 'I have kept them',
    newCodes: 'Make new codes',
    sessions: 'Where you are signed in',
    unknownDevice: 'Unknown device',
    thisOne: 'This device',
    since: (time) => `Since ${time}`,
    lastSeen: (time) => `used ${time}`,
    end: 'End',
    endOthers: 'End all others',
  },
});
