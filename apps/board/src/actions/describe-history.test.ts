import type { HistoryEntry } from '@relevo/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '../i18n/language.ts';
import { describeChange } from './describe-history.ts';

afterEach(() => speak('es'));

describe('a line of the history', () => {
  const line = (accion: string, de: string | null, a: string | null, motivo?: string) =>
    describeChange({ seq: 1, en: '', autor: '', accion, de, a, motivo } as HistoryEntry);

  it('says from where to where, and why', () => {
    expect(line('crear', null, 'pendiente')).toBe('Entró el pedido');
    expect(line('olvidar', null, null)).toBe('Se borraron los datos del cliente');
    expect(line('avanzar', 'pendiente', 'en-preparacion')).toBe('De Pendiente a En preparación');
    expect(line('cancelar', 'pendiente', 'cancelado', 'Falta mercadería')).toBe(
      'Cancelado: Falta mercadería',
    );
    expect(line('deshacer', 'entregado', 'en-camino')).toBe('Deshecho: vuelve a En camino');
    expect(line('asignar', null, 'Diego')).toBe('Lo lleva Diego');
    expect(line('asignar', 'Diego', null)).toBe('Queda sin repartidor');
    expect(line('priorizar', 'normal', 'alta')).toBe('Prioridad alta');
    expect(line('marcar_item', null, 'Arroz: 1 kg: hecho')).toBe('Arroz: 1 kg: hecho');
  });

  it('is said in English although the service keeps it in Spanish', () => {
    speak('en');
    expect(line('avanzar', 'pendiente', 'en-preparacion')).toBe('From Pending to In the kitchen');
    expect(line('priorizar', 'normal', 'alta')).toBe('Priority high');
    expect(line('marcar_item', null, 'Arroz: 1 kg: pendiente')).toBe('Arroz: 1 kg: to do');
  });

  it('shows unknown names as they are', () => {
    expect(line('archivar', 'a', 'b')).toBe('archivar · a · b');
  });
});
