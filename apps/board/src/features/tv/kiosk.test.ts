import { signal } from '@preact/signals-core';
import { createFakeClock } from '@relevo/testkit/clock';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../live/connection.ts';
import { heal } from './kiosk.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a TV that is stuck', () => {
  function startScreen() {
    const clock = createFakeClock();
    const connection = signal<Connection>({ kind: 'live' });
    const screen = { draws: true, reachable: true, drawnAt: clock.now(), healedAt: null as number | null };
    const reloads: number[] = [];
    const stop = heal({
      ...{ clock, connection },
      body: {
        drawnAt: () => screen.drawnAt,
        healedAt: () => screen.healedAt,
        reachable: async () => screen.reachable,
        reload(now) {
          screen.healedAt = now;
          reloads.push(now);
        },
      },
    });
    const minutes = async (count: number) => {
      for (let second = 0; second < count * 60; second += 10) {
        clock.advance(10_000);
        if (screen.draws) screen.drawnAt = clock.now();
        await settle();
      }
    };
    return { screen, connection, minutes, stop, reloads: () => reloads.length };
  }
  const lost: Connection = { kind: 'offline', since: 0, dataAsOf: 0 };

  it('reloads when nothing is drawn any more, once in half an hour at most', async () => {
    const { screen, minutes, reloads } = startScreen();
    await minutes(60);
    expect(reloads()).toBe(0);
    screen.draws = false;
    await minutes(1.5);
    expect(reloads()).toBe(0);
    await minutes(2);
    expect(reloads()).toBe(1);
    await minutes(28);
    expect(reloads()).toBe(1);
    await minutes(3);
    expect(reloads()).toBe(2);
  });

  it('reloads when it stays without a connection although the service is there', async () => {
    const { screen, connection, minutes, reloads } = startScreen();
    connection.value = lost;
    screen.reachable = false;
    await minutes(30);
    expect(reloads()).toBe(0);
    screen.reachable = true;
    await minutes(1);
    expect(reloads()).toBe(1);
  });

  it('is left alone where it connects again by itself', async () => {
    const { connection, minutes, reloads } = startScreen();
    for (let cut = 0; cut < 10; cut += 1) {
      connection.value = lost;
      await minutes(2);
      connection.value = { kind: 'live' };
      await minutes(1);
    }
    expect(reloads()).toBe(0);
  });
});
