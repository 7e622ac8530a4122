import './feed-dialogs.css';
import { type Signal, useComputed, useSignal } from '@preact/signals';
import { type Person, type StoreState, type StoresReply, ticketPaths } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import { problemText } from '../../api/problem.ts';
import { type Failure, requestJson } from '../../api/request.ts';
import type { BoardView } from '../../board/board-view.ts';
import { bilingual, plural } from '../../i18n/bilingual.ts';
import { requestFresh } from '../../session/fresh-request.ts';
import { formatDayTime, formatDuration, formatTime } from '../../ui/format.ts';
import { Modal } from '../../ui/modal.tsx';
import { type FeedLimit, longestMinutes } from './feed.ts';

const words = bilingual({
  es: {
    store: (name: string) => `La tienda ${name}`.trim(),
    noSign: (store: string, time: string) => `${store} no da señales desde ${time}.`,
    atTime: (time: string) => `las ${time}`,
    atDay: (time: string) => `el ${time}`,
    had: (count: number) =>
      `Tenía ${count} ${plural('es', count, { one: 'pedido', other: 'pedidos' })} por entregar.`,
    waiting: (count: number, age: string) =>
      plural('es', count, {
        one: `1 pedido no llegó al tablero; espera hace ${age}.`,
        other: `${count} pedidos no llegaron al tablero; el más viejo, hace ${age}.`,
      }),
    moreStores: (count: number) => `Y ${count} más.`,
    whatToDo: 'Qué hacer',
    stores: 'Tiendas',
    allWell: 'Todas las tiendas dan señales, y ningún pedido espera.',
    noneYet: 'Todavía no llamó ninguna tienda.',
    kept: 'Los pedidos que la tienda aceptó están guardados en ella y llegan solos en cuanto se arregla. No hace falta cargarlos de nuevo.',
    ifSilent: 'Si la tienda no da señales',
    silentSteps: {
      machine: 'Fijate si la máquina de la tienda está prendida y tiene internet.',
      service:
        'Fijate si el servicio de la tienda anda: su dirección con /healthz tiene que responder. Si no, reinicialo.',
      log: 'Si anda, mirá qué dice su registro. Un 401: su RELAY_API_KEY no es la de este servicio. Sin respuesta: TICKETS_URL no lleva hasta acá.',
    },
    ifWaiting: 'Si da señales y los pedidos esperan',
    waitingSteps: {
      why: 'La tienda sigue intentando sola. Si en un par de minutos no llegan, GET /api/entregas?estado=pendiente en la tienda dice por qué, en ultimo_detalle.',
      meanwhile: 'Mientras tanto, tomá esos pedidos de la tienda: no están en este tablero.',
    },
    heard: (time: string) => `Última señal: ${time}`,
    silent: 'Sin señales',
    late: 'Con pedidos que esperan',
    well: 'Da señales',
    waits: (count: number) =>
      plural('es', count, { one: '1 pedido espera', other: `${count} pedidos esperan` }),
    oldest: (age: string) => `el más viejo, hace ${age}`,
    processes: (count: number) => `Procesos (${count})`,
    remove: 'No esperarla más',
    removeNote: 'Una tienda que cerró se saca de la lista. Si vuelve a dar señales, se la espera de nuevo.',
    title: 'Caja sin señal',
    explained:
      'Si con el local abierto no entra ningún pedido durante este tiempo, el tablero lo avisa. Vale para este dispositivo.',
    minutes: 'Minutos sin pedidos',
    save: 'Guardar',
  },
  en: {
    store: (name) => (name ? `The store ${name}` : 'The store'),
    noSign: (store, time) => `${store} has been silent since ${time}.`,
    atTime: (time) => time,
    atDay: (time) => time,
    had: (count) => `It had ${count} ${plural('en', count, { one: 'order', other: 'orders' })} to hand over.`,
    waiting: (count, age) =>
      plural('en', count, {
        one: `1 order has not reached the board; it has waited for ${age}.`,
        other: `${count} orders have not reached the board; the oldest, for ${age}.`,
      }),
    moreStores: (count) => `And ${count} more.`,
    whatToDo: 'What to do',
    stores: 'Stores',
    allWell: 'All stores are heard, and no order waits.',
    noneYet: 'No store has called yet.',
    kept: 'The orders that the store has taken are kept there, and come by themselves as soon as it is mended. There is no need to enter them again.',
    ifSilent: 'If the store is silent',
    silentSteps: {
      machine: "Check that the store's machine is on and has internet.",
      service:
        "Check that the store's service runs: its address with /healthz has to answer. If not, restart it.",
      log: 'If it runs, look at its log. A 401: its RELAY_API_KEY is not the one of this service. No answer: TICKETS_URL does not lead here.',
    },
    ifWaiting: 'If it is heard and orders wait',
    waitingSteps: {
      why: 'The store goes on trying by itself. If they do not come in a few minutes, GET /api/entregas?estado=pendiente at the store says why, in ultimo_detalle.',
      meanwhile: 'Meanwhile take these orders from the store: they are not on this board.',
    },
    heard: (time) => `Last heard: ${time}`,
    silent: 'Silent',
    late: 'Orders wait in it',
    well: 'Heard',
    waits: (count) => plural('en', count, { one: '1 order waits', other: `${count} orders wait` }),
    oldest: (age) => `the oldest for ${age}`,
    processes: (count) => `Processes (${count})`,
    remove: 'Wait for it no longer',
    removeNote:
      'A store that has closed is taken off the list. If it is heard again, it is waited for again.',
    title: 'Silent till',
    explained:
      'If no order comes in for this long while the shop is open, the board says so. It holds for this device.',
    minutes: 'Minutes without orders',
    save: 'Save',
  },
});

/** Asks after how long without an order this device is to say so. */
export function FeedLimitDialog({ limit, onClose }: { limit: FeedLimit; onClose: () => void }) {
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    limit.set(Number(new FormData(event.currentTarget as HTMLFormElement).get('minutos')));
    onClose();
  };
  return (
    <Modal title={words().title} onClose={onClose}>
      <form class="form" onSubmit={save}>
        <p class="modal-text">{words().explained}</p>
        <label class="field">
          {words().minutes}
          <input
            name="minutos"
            type="number"
            inputMode="numeric"
            min={1}
            max={longestMinutes}
            required
            defaultValue={String(limit.minutes.value)}
          />
        </label>
        <button type="submit" class="button button-main">
          {words().save}
        </button>
      </form>
    </Modal>
  );
}

/** More lines than this nobody reads in passing. */
const mostLines = 3;
const hourMs = 3_600_000;

/**
 * Says which stores are silent, and in which orders wait, a line for each; no line where all is well. A store is named only
 * where there are others.
 * @param serverNow milliseconds since 1970 by the server's clock
 */
export function storeTexts(stores: readonly StoreState[] | null, serverNow: number): string[] {
  const troubled = (stores ?? []).filter(({ estado }) => estado !== 'al-dia');
  // What is silent may hold orders that nobody knows of.
  const worstFirst = [...troubled].sort((a, b) => a.estado.localeCompare(b.estado));
  const shown = worstFirst.slice(0, mostLines).map((one) => storeText(one, stores?.length === 1, serverNow));
  const more = troubled.length - shown.length;
  return more > 0 ? [...shown, words().moreStores(more)] : shown;
}

function storeText(
  { tienda, estado, oida_en, pendientes, mas_viejo_en }: StoreState,
  isOnly: boolean,
  serverNow: number,
): string {
  const { noSign, store, had, waiting } = words();
  if (estado === 'demorada') {
    const text = waiting(pendientes, formatDuration(serverNow - Date.parse(mas_viejo_en ?? oida_en)));
    return isOnly ? text : `${tienda}: ${text}`;
  }
  const text = noSign(store(isOnly ? '' : tienda), sinceText(oida_en, serverNow));
  return pendientes > 0 ? `${text} ${had(pendientes)}` : text;
}

function sinceText(time: string, serverNow: number): string {
  const isToday = serverNow - Date.parse(time) < 12 * hourMs;
  return isToday ? words().atTime(formatTime(time)) : words().atDay(formatDayTime(time));
}

type BannerProps = { view: BoardView; person: Person | null; asking: Signal<boolean> };

/**
 * Says that a store is silent, or that orders wait in it: the board may be live and still lack them.
 * @param person who can be told what to do; null: a TV, where nobody can touch anything
 */
export function StoreBanner({ view, person, asking }: BannerProps) {
  // One text, so that it is drawn only when it changes.
  const text = useComputed(() => storeTexts(view.stores.value, view.serverNow.value).join('\n'));
  return (
    <>
      {text.value && (
        <div class="banner store-banner" data-banner="tienda">
          {text.value.split('\n').map((line) => (
            <p key={line}>{line}</p>
          ))}
          {person && (
            <button
              type="button"
              class="feed-set"
              data-accion="tiendas"
              aria-haspopup="dialog"
              onClick={() => {
                asking.value = true;
              }}
            >
              {words().whatToDo}
            </button>
          )}
        </div>
      )}
      {asking.value && person && (
        <StoresDialog
          view={view}
          person={person}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </>
  );
}

type StoresProps = { view: BoardView; person: Person; onClose: () => void };

/** Says what to do about a store that is silent or cannot hand over, and shows the admin which stores are waited for. */
export function StoresDialog({ view, person, onClose }: StoresProps) {
  const troubles = useComputed(() => storeTexts(view.stores.value, view.serverNow.value).join('\n'));
  const none = view.stores.value?.length === 0;
  return (
    <Modal title={words().stores} onClose={onClose}>
      <div class="stores" data-dialogo="tiendas">
        <div class="stores-now">
          {troubles.value.split('\n').map((line) => (
            <p key={line}>{line || (none ? words().noneYet : words().allWell)}</p>
          ))}
        </div>
        {person.rol === 'admin' && <StoreList view={view} />}
        <p class="modal-text">{words().kept}</p>
        <Steps title={words().ifSilent} steps={Object.values(words().silentSteps)} />
        <Steps title={words().ifWaiting} steps={Object.values(words().waitingSteps)} />
      </div>
    </Modal>
  );
}

function Steps({ title, steps }: { title: string; steps: readonly string[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <ol class="stores-steps">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}

type ListedStore = StoresReply['tiendas'][number];

/** The stores that are waited for, each with its processes, for the admin. */
function StoreList({ view }: { view: BoardView }) {
  const stores = useSignal<readonly ListedStore[]>([]);
  const failure = useSignal<Failure | null>(null);
  const load = async () => {
    const reply = await requestJson<StoresReply>(ticketPaths.stores);
    failure.value = reply.ok ? null : reply;
    if (reply.ok) stores.value = reply.value.tiendas;
  };
  // With each position there may be something new.
  useEffect(() => void load(), [view.stores.value]);
  const remove = async (tienda: string) => {
    const path = ticketPaths.store.replace(':tienda', encodeURIComponent(tienda));
    const reply = await requestFresh<null>(path, { method: 'DELETE' });
    // Somebody else was faster: that is what was wanted.
    if (reply.ok || reply.status === 404) await load();
    else failure.value = reply;
  };
  return (
    <>
      {failure.value && (
        <p class="form-fault" role="alert">
          {problemText(failure.value)}
        </p>
      )}
      <ul class="stores-list">
        {stores.value.map((store) => (
          <li key={store.tienda} data-tienda={store.tienda} data-estado-tienda={store.estado}>
            <StoreEntry store={store} now={view.serverNow.value} />
            <button
              type="button"
              class="button"
              data-accion="no-esperar"
              onClick={() => void remove(store.tienda)}
            >
              {words().remove}
            </button>
          </li>
        ))}
      </ul>
      {stores.value.length > 0 && <p class="modal-text">{words().removeNote}</p>}
    </>
  );
}

function StoreEntry({ store, now }: { store: ListedStore; now: number }) {
  const { tienda, estado, oida_en, instancias } = store;
  const states = { callada: words().silent, demorada: words().late, 'al-dia': words().well };
  return (
    <div class="stores-entry">
      <h3>
        <bdi>{tienda}</bdi> <span class="stores-state">{states[estado]}</span>
      </h3>
      <p>{[words().heard(formatDayTime(oida_en)), ...waitText(store, now)].join(' · ')}</p>
      {instancias.length > 1 && (
        <details>
          <summary>{words().processes(instancias.length)}</summary>
          <ul>
            {instancias.map((one) => (
              <li key={one.instancia}>
                <code>{one.instancia.slice(0, 8)}</code>{' '}
                {[
                  ...(one.callada ? [words().silent] : []),
                  words().heard(formatDayTime(one.oida_en)),
                  ...waitText(one, now),
                ].join(' · ')}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

type Waiting = Pick<ListedStore, 'pendientes' | 'mas_viejo_en'>;

function waitText({ pendientes, mas_viejo_en }: Waiting, now: number): string[] {
  if (pendientes === 0) return [];
  if (mas_viejo_en === null) return [words().waits(pendientes)];
  return [`${words().waits(pendientes)}, ${words().oldest(formatDuration(now - Date.parse(mas_viejo_en)))}`];
}
