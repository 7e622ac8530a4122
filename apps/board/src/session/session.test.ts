import type { Person } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { describe, expect, it } from 'vitest';
import { createSession, readToken, type SessionReply } from './session.ts';

const person: Person = { id: 1, nombre: 'Ana', rol: 'operador' };
const inside: SessionReply = { kind: 'inside', person };
const refused: SessionReply = { kind: 'refused' };
const once = 'abc';
const tv: SessionReply = { kind: 'inside', person: { id: null, nombre: 'Salón', rol: 'lectura' } };
const settle = () => new Promise((resolve) => setImmediate(resolve));

function start(link: string | null, replies: { signIn?: SessionReply[]; whoAmI?: SessionReply[] }) {
  const clock = createFakeClock();
  const calls: string[] = [];
  const next = (name: 'signIn' | 'whoAmI') => {
    calls.push(name);
    return Promise.resolve(replies[name]?.shift() ?? refused);
  };
  const api = { signIn: () => next('signIn'), whoAmI: () => next('whoAmI'), signOut: async () => true };
  return { clock, calls, session: createSession({ api, clock, link }) };
}

describe('signing in', () => {
  it('uses the token of a one-time link once', async () => {
    const { session, calls } = start(once, { signIn: [inside] });
    await session.enter();
    expect(session.state.value).toEqual({ kind: 'signed-in', person });
    expect(calls).toEqual(['signIn']);
  });

  it('says that a link was used, unless this browser is signed in already', async () => {
    const used = start(once, {});
    await used.session.enter();
    expect(used.session.state.value).toEqual({ kind: 'signed-out', reason: 'link-expired' });
    const again = start(once, { whoAmI: [inside] });
    await again.session.enter();
    expect(again.session.state.value.kind).toBe('signed-in');
  });

  it('shows the sign-in page without a session', async () => {
    const { session } = start(null, {});
    await session.enter();
    expect(session.state.value).toEqual({ kind: 'signed-out', reason: 'no-session' });
  });

  it('keeps the token and tries again while the service does not answer', async () => {
    const { session, clock, calls } = start(once, { signIn: [{ kind: 'unreachable' }, inside] });
    await session.enter();
    expect(session.state.value).toEqual({ kind: 'no-service' });
    clock.advance(3_000);
    await Promise.resolve();
    await Promise.resolve();
    expect(calls).toEqual(['signIn', 'signIn']);
    expect(session.state.value.kind).toBe('signed-in');
  });

  it('signs in by password, and reports a wrong one, too many attempts, and no answer', async () => {
    const replies: SessionReply[] = [
      refused,
      { kind: 'too-many', retryAfterS: 40 },
      { kind: 'unreachable' },
      inside,
    ];
    const { session, clock } = start(null, { signIn: replies });
    const outcomes = [];
    for (let n = 0; n < 4; n++) outcomes.push(await session.signIn({ email: 'ana@x.com', clave: 'clave' }));
    expect(outcomes).toEqual(['refused', { until: clock.now() + 40_000 }, 'unreachable', 'inside']);
    expect(session.state.value).toEqual({ kind: 'signed-in', person });
  });

  it('blames neither the link nor the password where a proxy hides the address of the page', async () => {
    const closed: SessionReply = { kind: 'closed-door', otherHost: 'nombre' };
    const byLink = start(once, { signIn: [closed, closed, inside] });
    await byLink.session.enter();
    expect(byLink.session.state.value).toEqual(closed);
    // A TV comes in by itself once the proxy is right, by the link that was not used.
    for (const kind of ['closed-door', 'signed-in']) {
      byLink.clock.advance(20_000);
      await settle();
      expect(byLink.session.state.value.kind).toBe(kind);
    }
    const byPassword = start(null, { signIn: [closed] });
    await byPassword.session.signIn({ email: 'ana@x.com', clave: 'clave' });
    expect(byPassword.session.state.value).toEqual(closed);
    // Whoever reads what to change is not taken away from it.
    byPassword.clock.advance(60_000);
    await settle();
    expect(byPassword.session.state.value).toEqual(closed);
  });

  it('asks for the code of a second factor, and sends it with the link that asked for it', async () => {
    const sent: object[] = [];
    const replies: SessionReply[] = [{ kind: 'code' }, { kind: 'code' }, inside];
    const api = {
      async signIn(credentials: object) {
        sent.push(credentials);
        return replies.shift() ?? refused;
      },
      whoAmI: async () => refused,
      signOut: async () => true,
    };
    const session = createSession({ api, clock: createFakeClock(), link: once });
    await session.enter();
    expect(session.state.value).toEqual({ kind: 'signed-out', reason: 'code' });
    expect(await session.signIn({ codigo: '000000' })).toBe('code');
    expect(await session.signIn({ codigo: '123456' })).toBe('inside');
    expect(sent).toEqual([
      { token: once },
      { token: once, codigo: '000000' },
      { token: once, codigo: '123456' },
    ]);
    expect(session.state.value.kind).toBe('signed-in');
  });

  it('says when a link may be tried again after too many tries', async () => {
    const { session, clock } = start(once, { signIn: [{ kind: 'too-many', retryAfterS: 60 }] });
    await session.enter();
    const until = clock.now() + 60_000;
    expect(session.state.value).toEqual({ kind: 'signed-out', reason: 'too-many-attempts', until });
  });

  it('lets a TV in again by itself when its session has ended, and keeps no link for that', async () => {
    const { session, clock, calls } = start('tv', { signIn: [tv], whoAmI: [tv] });
    await session.enter();
    session.lost();
    expect(session.state.value).toEqual({ kind: 'signed-out', reason: 'expired' });
    clock.advance(3_000);
    await settle();
    expect(calls).toEqual(['signIn', 'whoAmI']);
    expect(session.state.value.kind).toBe('signed-in');
  });

  it('says on a TV that its link is over, and asks no more', async () => {
    const { session, clock, calls } = start('tv', { signIn: [tv] });
    await session.enter();
    session.lost();
    clock.advance(3_000);
    await settle();
    expect(session.state.value).toEqual({ kind: 'signed-out', reason: 'link-expired' });
    clock.advance(60_000);
    await settle();
    expect(calls).toEqual(['signIn', 'whoAmI', 'whoAmI']);
  });

  it('waits with a link that belongs to another screen, and is let in once it is free', async () => {
    const inUse: SessionReply = { kind: 'in-use' };
    const { session, clock, calls } = start('tv', { signIn: [inUse, inUse, tv] });
    await session.enter();
    expect(session.state.value).toEqual({ kind: 'signed-out', reason: 'link-in-use' });
    for (const kind of ['signed-out', 'signed-in']) {
      clock.advance(20_000);
      await settle();
      expect(session.state.value.kind).toBe(kind);
    }
    clock.advance(60_000);
    expect(calls).toEqual(['signIn', 'signIn', 'signIn']);
  });

  it('waits no more once somebody has signed in there by password', async () => {
    const { session, clock, calls } = start('tv', { signIn: [{ kind: 'in-use' }, inside] });
    await session.enter();
    await session.signIn({ email: 'ana@x.com', clave: 'clave' });
    clock.advance(60_000);
    await settle();
    expect(calls).toEqual(['signIn', 'signIn']);
    expect(session.state.value).toEqual({ kind: 'signed-in', person });
  });

  it('asks again who is signed in after somebody signed in or out in another tab', async () => {
    const boss: SessionReply = { kind: 'inside', person: { id: 2, nombre: 'Rita', rol: 'admin' } };
    const replies = [inside, boss];
    const posted: (() => void)[] = [];
    const api = {
      signIn: async () => refused,
      whoAmI: async () => replies.shift() ?? refused,
      signOut: async () => true,
    };
    const others = { post: () => {}, onPost: (run: () => void) => void posted.push(run) };
    const session = createSession({ api, clock: createFakeClock(), link: null, others });
    await session.enter();
    posted[0]?.();
    expect(session.state.value).toEqual({ kind: 'checking' });
    await Promise.resolve();
    expect(session.state.value).toMatchObject({ kind: 'signed-in', person: { nombre: 'Rita' } });
  });

  it('ends when the person signs out and when the service says so', async () => {
    const { session } = start(null, { whoAmI: [inside, inside] });
    await session.enter();
    session.lost();
    expect(session.state.value).toEqual({ kind: 'signed-out', reason: 'expired' });
    await session.enter();
    await session.leave();
    expect(session.state.value).toEqual({ kind: 'signed-out', reason: 'left' });
  });
});

describe('the token of a link', () => {
  it('is read from the fragment of /entrar and /tv, and from nowhere else', () => {
    expect(readToken({ pathname: '/entrar', hash: '#abc_-1' })).toBe('abc_-1');
    expect(readToken({ pathname: '/tv', hash: '#abc' })).toBe('abc');
    expect(readToken({ pathname: '/entrar/', hash: '' })).toBe(null);
    expect(readToken({ pathname: '/', hash: '#abc' })).toBe(null);
  });
});

describe('who was here last', () => {
  const unreachable: SessionReply = { kind: 'unreachable' };

  it('stays at the board until the service answers, and then is the same person', async () => {
    const { session, clock } = start(null, { whoAmI: [unreachable, unreachable, inside] });
    await session.enter();
    expect(session.remember({ ...person })).toBe(true);
    const { state } = session;
    const remembered = state.value.kind === 'signed-in' ? state.value.person : null;
    clock.advance(3_000);
    await settle();
    expect(state.value).toEqual({ kind: 'signed-in', person, remembered: true });
    clock.advance(3_000);
    await settle();
    expect(state.value).toEqual({ kind: 'signed-in', person, noPassword: undefined });
    expect(state.value.kind === 'signed-in' && state.value.person).toBe(remembered);
  });

  it('has to leave when the service says that there is no session', async () => {
    const { session, clock } = start(null, { whoAmI: [unreachable, refused] });
    await session.enter();
    session.remember(person);
    clock.advance(3_000);
    await settle();
    expect(session.state.value).toEqual({ kind: 'signed-out', reason: 'no-session' });
  });

  it('is not shown to whoever comes by a link, nor after the service has answered', async () => {
    const linked = start(once, { signIn: [unreachable] });
    await linked.session.enter();
    expect([linked.session.remember(person), linked.session.state.value.kind]).toEqual([false, 'no-service']);
    const answered = start(null, {});
    await answered.session.enter();
    expect(answered.session.remember(person)).toBe(false);
  });
});
