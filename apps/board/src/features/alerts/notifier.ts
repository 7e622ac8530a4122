import { type ReadonlySignal, signal } from '@preact/signals-core';

/** One notification of the system. The same `tag` from another tab takes its place instead of standing beside it. */
export type Note = { tag: string; title: string; body: string; onClick(): void };

/** Port: the notifications of the system. */
export type Notifier = {
  permission: ReadonlySignal<NotificationPermission | 'unsupported'>;
  /** Asks the person; only from within a tap, never by itself. */
  ask(): Promise<void>;
  /** @returns takes it back */
  show(note: Note): () => void;
};

/** @param api `window.Notification`, where there is one */
export function createNotifier(api: typeof Notification | undefined): Notifier {
  const permission = signal<NotificationPermission | 'unsupported'>(api ? api.permission : 'unsupported');
  return {
    permission,
    async ask() {
      if (api) permission.value = await api.requestPermission();
    },
    show({ tag, title, body, onClick }) {
      try {
        const shown = api && new api(title, { tag, body, icon: '/favicon.svg' });
        if (!shown) return () => {};
        shown.onclick = () => {
          shown.close();
          onClick();
        };
        return () => shown.close();
      } catch {
        // Chrome on Android has the name but lets only a service worker show one.
        permission.value = 'unsupported';
        return () => {};
      }
    },
  };
}
