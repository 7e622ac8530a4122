import { registerHooks } from 'node:module';

/**
 * Has one module of ours loaded with other source, so that a baseline can differ from the service in one line without
 * a switch for it in the service. Throws when the change changes nothing: the line has moved.
 */
export function changeSource(path: string, change: (source: string) => string): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/${path}`)) return loaded;
      const source = String(loaded.source);
      const changed = change(source);
      if (changed === source) throw new Error(`${path} has no such line any more`);
      return { ...loaded, source: changed };
    },
  });
}
