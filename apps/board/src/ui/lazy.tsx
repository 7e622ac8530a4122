import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { reloadPage } from '../device/page-lifecycle.ts';
import { bilingual } from '../i18n/bilingual.ts';

const words = bilingual({
  es: {
    wait: 'Un momento…',
    failed: 'No se pudo cargar. Probá de nuevo cuando vuelva la conexión.',
    again: 'Probar de nuevo',
  },
  en: {
    wait: 'One moment…',
    failed: 'This could not be loaded. Try again when the connection is back.',
    again: 'Try again',
  },
});

/**
 * Makes a component that loads its code when it is first shown.
 * @param waits whether to show that it is loading; it always shows that loading failed
 */
export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
  waits: 'in-sight' | 'unseen' = 'in-sight',
): (props: P) => preact.JSX.Element | null {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props) {
    const part = useSignal<{ Part: ComponentType<P> } | 'failed' | null>(loaded && { Part: loaded });
    const fetchPart = (failed = () => {}) => {
      part.value = null;
      load().then(
        (Part) => {
          loaded = Part;
          part.value = { Part };
        },
        () => {
          part.value = 'failed';
          failed();
        },
      );
    };
    useEffect(() => {
      if (!part.peek()) fetchPart();
    }, []);
    if (part.value === null && waits === 'unseen') return null;
    if (part.value === null) return <p class="loading">{words().wait}</p>;
    if (part.value !== 'failed') return <part.value.Part {...props} />;
    return (
      <div class="loading" role="alert">
        <p>{words().failed}</p>
        {/* Some browsers never ask again for a part that they once failed to get: then only a new page helps. */}
        <button type="button" class="button" onClick={() => fetchPart(reloadPage)}>
          {words().again}
        </button>
      </div>
    );
  };
}
