import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from '../now.ts';
import { apiKey } from '../processes/services.ts';

/**
 * Posts so many bodies evenly over time, whatever becomes of those before.
 * @returns when each was sent, see `nowMs`
 */
export async function postPaced(
  url: string,
  bodies: readonly unknown[],
  { perSecond }: { perSecond: number },
): Promise<number[]> {
  const sentAt: number[] = [];
  const answers: Promise<void>[] = [];
  const from = nowMs();
  for (const [nth, body] of bodies.entries()) {
    await sleep(Math.max(0, from + (nth * 1_000) / perSecond - nowMs()));
    sentAt.push(nowMs());
    answers.push(post(url, body));
  }
  await Promise.all(answers);
  return sentAt;
}

export async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': apiKey },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
}

/** A page read with the key. */
export async function get(url: string): Promise<unknown> {
  const answer = await fetch(url, { headers: { 'X-API-Key': apiKey } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}
