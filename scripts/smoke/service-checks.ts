import type { Health, ServiceName } from '@relevo/contract';
import type { Reply } from '@relevo/tickets-client';
import { CheckFailed, type Checklist } from './checklist.ts';
import { describeReply, expectProblem, expectReply } from './expect-reply.ts';
import type { Wake } from './wake.ts';

/** What is asked of either service. */
export type ServiceUnderTest = {
  label: string;
  name: ServiceName;
  awake: Promise<Wake>;
  health(): Promise<Reply<Health>>;
  /** Reads something that needs the key; `freshStatus` is the answer for a number that nobody had before. */
  read(): Promise<Reply<unknown>>;
  freshStatus: number;
  /** Posts an order with a key that nobody has. */
  intrude(): Promise<Reply<unknown>>;
  /** Posts an order without `cliente_nombre`. */
  postIncomplete(): Promise<Reply<unknown>>;
};

/** One service by itself: awake, healthy, takes the key and only that, refuses half an order. */
export async function checkService({ check }: Checklist, service: ServiceUnderTest) {
  const { label, name } = service;

  const answers = await check(`${label} answers`, [], async () => {
    const { ms, reason } = await service.awake;
    if (reason) throw new CheckFailed(`asleep or down after ${(ms / 1_000).toFixed(1)} s: ${reason}`);
    return { value: undefined, ms };
  });

  await check(`${label} is healthy`, [answers], async () => {
    const reply = await service.health();
    const health = reply.kind === 'reply' ? reply.result : undefined;
    if (!health) throw new CheckFailed(describeReply(reply));
    if (health.service !== name) throw new CheckFailed(`this is ${health.service}, not ${name}`);
    if (health.status !== 'healthy' || health.database !== 'ok') {
      throw new CheckFailed(`${health.status}, database ${health.database}`);
    }
    expectReply(reply, 200);
    return { value: undefined, detail: `version ${health.version}` };
  });

  const key = await check(`${label} takes the key`, [answers], async () => {
    const reply = await service.read();
    if (reply.kind === 'reply' && reply.status === service.freshStatus) return { value: undefined };
    const hint = reply.kind === 'reply' && reply.status === 401 ? ' (is it the key of this service?)' : '';
    throw new CheckFailed(describeReply(reply) + hint);
  });

  await check(`${label} refuses a wrong key`, [answers], async () => {
    expectProblem(await service.intrude(), 401);
    return { value: undefined };
  });

  await check(`${label} names a missing field`, [key], async () => {
    const { errores = [] } = expectProblem(await service.postIncomplete(), 400);
    const named = errores.map(({ campo }) => campo);
    if (!named.includes('cliente_nombre')) {
      throw new CheckFailed(
        `cliente_nombre is missing, but what it names is: ${named.join(', ') || 'nothing'}`,
      );
    }
    return { value: undefined };
  });

  return { answers, key };
}
