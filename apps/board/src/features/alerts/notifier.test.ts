import { describe, expect, it } from 'vitest';
import { createNotifier } from './notifier.ts';

const note = { tag: 'relevo-4', title: '1 pedido nuevo', body: '', onClick: () => {} };

describe('notifications', () => {
  it('are not to be had where the browser does not know them', () => {
    const notifier = createNotifier(undefined);
    notifier.show(note)();
    expect(notifier.permission.value).toBe('unsupported');
  });

  it('are not to be had where only a service worker may show them', () => {
    class OnlyByWorker {
      static permission = 'granted';
      constructor() {
        throw new TypeError('Illegal constructor');
      }
    }
    const notifier = createNotifier(OnlyByWorker as unknown as typeof Notification);
    expect(notifier.permission.value).toBe('granted');
    notifier.show(note)();
    expect(notifier.permission.value).toBe('unsupported');
  });

  it('are asked for when somebody asks, and a click on one closes it and leads to its ticket', async () => {
    const made: { title: string; tag?: string; onclick?: () => void; closed: boolean }[] = [];
    let asked = 0;
    class Granted {
      static permission = 'default';
      static async requestPermission() {
        asked += 1;
        return 'granted';
      }
      closed = false;
      title: string;
      tag: string | undefined;
      constructor(title: string, options: NotificationOptions) {
        this.title = title;
        this.tag = options.tag;
        made.push(this);
      }
      close() {
        this.closed = true;
      }
    }
    const notifier = createNotifier(Granted as unknown as typeof Notification);
    expect(asked).toBe(0);
    await notifier.ask();
    expect([asked, notifier.permission.value]).toEqual([1, 'granted']);
    let clicked = 0;
    notifier.show({
      ...note,
      onClick: () => {
        clicked += 1;
      },
    });
    made[0]?.onclick?.();
    expect([made[0]?.tag, made[0]?.closed, clicked]).toEqual(['relevo-4', true, 1]);
  });
});
