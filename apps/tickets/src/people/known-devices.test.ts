import type { Request, Response } from 'express';
import { expect, it } from 'vitest';
import { createKnownDevices } from './known-devices.ts';

const [old, young] = ['o'.repeat(24), 'y'.repeat(24)];

/** The browser with this cookie, after this person has signed in on it. */
function signedIn(devices: ReturnType<typeof createKnownDevices>, personId: number, cookie = '') {
  let kept = '';
  let options: object = {};
  const response = {
    cookie(name: string, value: string, more: object) {
      kept = `${name}=${value}`;
      options = more;
    },
  };
  devices.remember(requestWith(cookie), response as unknown as Response, personId);
  return { cookie: kept, options };
}

const requestWith = (cookie: string) =>
  ({ headers: { cookie: `a=b; ${cookie}` }, secure: true }) as unknown as Request;

it('knows a device for whom has signed in on it, and for nobody else', () => {
  const devices = createKnownDevices([young]);
  const { cookie, options } = signedIn(devices, 7);
  expect(devices.nameFor(requestWith(cookie), 7)).toMatch(/^[\w-]{16}$/);
  expect([8, 77, null].map((id) => devices.nameFor(requestWith(cookie), id))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(options).toMatchObject({ httpOnly: true, sameSite: 'lax', secure: true });
});

it('stays one device for everybody who signs in on it, the last twenty of them', () => {
  const devices = createKnownDevices([young]);
  let { cookie } = signedIn(devices, 1);
  const name = devices.nameOf(requestWith(cookie));
  for (let id = 2; id <= 21; id += 1) ({ cookie } = signedIn(devices, id, cookie));
  expect(devices.nameOf(requestWith(cookie))).toBe(name);
  expect([1, 2, 21].map((id) => devices.nameFor(requestWith(cookie), id))).toEqual([undefined, name, name]);
});

it('believes only what it has signed itself, by any of its secrets', () => {
  const { cookie } = signedIn(createKnownDevices([old]), 7);
  const nameWith = (secrets: string[], text = cookie) =>
    createKnownDevices(secrets).nameFor(requestWith(text), 7);
  expect(nameWith([young, old])).toBe(nameWith([old]));
  expect(nameWith([young])).toBeUndefined();
  const forged = [
    cookie.replace('.7.', '.8-7.'),
    `${cookie}x`,
    cookie.slice(0, -1),
    cookie.replace('relevo-equipo', 'relevo'),
    '',
  ];
  expect(forged.map((text) => nameWith([old], text))).toEqual(forged.map(() => undefined));
  const again = signedIn(createKnownDevices([young, old]), 8, cookie).cookie;
  expect(nameWith([young], again)).toBe(nameWith([old]));
});
