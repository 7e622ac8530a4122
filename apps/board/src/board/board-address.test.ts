import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseViewState, plainBoard, type ViewState, writeViewState } from './board-address.ts';

describe('the address of a board', () => {
  it('holds the whole view', () => {
    const search = '?q=jos%C3%A9&repartidor=7&prioridad=alta&pago=efectivo&local=-&ver=cerrados&preparar=si';
    expect(parseViewState(search)).toEqual({
      ...{ q: 'josé', repartidor: 7, prioridad: 'alta', pago: 'efectivo', local: '-' },
      ...{ ver: 'cerrados', preparar: true, producto: null },
    });
  });

  it.each([
    '',
    '?',
    '?q=',
    '?repartidor=0',
    '?repartidor=-1',
    '?repartidor=Rosa',
    '?repartidor=1e3',
    '?repartidor=99999999999999999999',
    '?prioridad=urgente',
    '?prioridad=',
    '?ver=todo',
    '?preparar=no&producto=pan',
    `?q=${'x'.repeat(201)}`,
    '?pago=%00',
    '?otra=cosa',
    '?%',
  ])('makes nothing of %s', (search) => {
    expect(parseViewState(search)).toEqual(plainBoard);
  });

  it('keeps unknown parameters, and is empty when nothing is chosen', () => {
    expect(writeViewState('?otra=1&q=ana', plainBoard)).toBe('?otra=1');
    expect(writeViewState('?q=ana&ver=cerrados', plainBoard)).toBe('');
  });

  it('reads back the view that it wrote', () => {
    const word = fc.stringMatching(/^[a-zñé%&+#·?/]{1,12}$/u);
    const state: fc.Arbitrary<ViewState> = fc.record({
      q: fc.oneof(fc.constant(''), word),
      repartidor: fc.constantFrom(null, '-' as const, 1, 42),
      prioridad: fc.constantFrom(null, 'alta' as const, 'normal' as const, 'baja' as const),
      pago: fc.option(word),
      local: fc.option(word),
      ver: fc.constantFrom('abiertos' as const, 'cerrados' as const),
      preparar: fc.constant(true),
      producto: fc.option(word),
    });
    fc.assert(
      fc.property(state, (one) => {
        expect(parseViewState(writeViewState('', one))).toEqual(one);
      }),
    );
  });
});
