import { expect, it } from 'vitest';
import { asleep } from './wake.ts';

const json = 'application/json; charset=utf-8';

it.each([
  ['a refused connection', { kind: 'failure', code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
  [
    'a page of HTML with 200',
    answer(200, 'text/html', '<h1>One moment</h1>'),
    'status 200 with a page of HTML',
  ],
  ['a page that does not say so', answer(404, '', '\n<!doctype html>'), 'status 404 with a page of HTML'],
  ['a gateway without a service', answer(502, 'text/plain', 'Bad Gateway'), 'status 502'],
  ['a gateway that waited in vain', answer(504, '', ''), 'status 504'],
] as const)('takes %s for a service that sleeps', (_what, fetched, reason) => {
  expect(asleep(fetched)).toBe(reason);
});

it.each([
  ['healthy', answer(200, json, '{"status":"healthy"}')],
  ['unhealthy, in its own words', answer(503, json, '{"status":"unhealthy"}')],
  ['another service altogether', answer(404, 'text/plain', 'not found')],
])('takes one that is %s for awake', (_what, fetched) => {
  expect(asleep(fetched)).toBeUndefined();
});

function answer(status: number, contentType: string, text: string) {
  return { kind: 'answer', status, contentType, text } as const;
}
