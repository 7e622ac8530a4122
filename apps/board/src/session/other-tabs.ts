/** The same board in other tabs of this browser: they share the session's cookie. */
export type OtherTabs = {
  /** Somebody has signed in or out here. */
  tell(): void;
  /** Calls `run` when somebody has done so there. */
  onTold(run: () => void): void;
};

/** Over a BroadcastChannel, which does not speak to the tab that it speaks from. */
export function createOtherTabs(): OtherTabs {
  const channel = new BroadcastChannel('relevo:sesion');
  return {
    tell: () => channel.postMessage('otra-persona'),
    onTold(run) {
      channel.onmessage = run;
    },
  };
}
