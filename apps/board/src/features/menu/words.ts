import { bilingual } from '../../words/bilingual.ts';

export const menuWords = bilingual({
  es: {
    menu: 'Menú',
    settings: 'Ajustes',
    leave: 'Salir',
    pages: {
      '/cerrados': 'Entregados y cancelados',
      '/hoy': 'El día en números',
      '/personas': 'Personas',
      '/conexion': 'Probar la conexión',
    },
  },
  en: {
    menu: 'Menu',
    settings: 'Settings',
    leave: 'Sign out',
    pages: {
      '/cerrados': 'Delivered and cancelled',
      '/hoy': 'The day in figures',
      '/personas': 'People',
      '/conexion': 'Test the connection',
    },
  },
});
