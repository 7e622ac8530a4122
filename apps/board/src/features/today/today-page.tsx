import './today.css';
import { useEffect, useMemo } from 'preact/hooks';
import { problemText } from '../../api/problem.ts';
import type { BoardShell } from '../../board/board-shell.ts';
import { shopClock } from '../../device/clock.ts';
import { language } from '../../i18n/language.ts';
import { beFresh } from '../../session/fresh-request.ts';
import { formatTime, perLanguage } from '../../ui/format.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { byDay, byHour, byHourOfDay, ColumnChart } from './column-chart.tsx';
import { choiceIn, type DayChoice, isDay, localDay, searchOf } from './day-range.ts';
import { DriversPanel, KeyFigures, LatePanel, ProductsPanel, TimesPanel } from './panels.tsx';
import {
  askSummary,
  createTodayLoader,
  csvAddress,
  type Loaded,
  type TodayLoader,
  type Visibility,
} from './today-loader.ts';
import { todayWords as words } from './words.ts';

/** The orders of one or more days in figures and charts, kept fresh while the page is visible. */
export function TodayPage({ shell }: { shell: Pick<BoardShell, 'clock' | 'router' | 'view'> }) {
  const { clock, router, view } = shell;
  const loader = useMemo(() => {
    const { serverNow } = view;
    const first = choiceIn(router.search('/hoy').peek());
    return createTodayLoader({ ask: askSummary, clock, serverNow, visibility }, first);
  }, [clock, view, router]);
  useEffect(() => loader.start(), [loader]);
  const choose = (choice: DayChoice) => {
    router.put('/hoy', searchOf(choice));
    loader.choose(choice);
  };
  const range = loader.loaded.value?.range;
  return (
    <div class="today">
      <PageHead title={words().title} router={router} />
      <main class="today-main">
        <div class="today-tools">
          <DayPicker choice={loader.choice.value} now={view.serverNow.peek()} onChoose={choose} />
          {range && (
            <a
              class="button"
              href={csvAddress(range, language.value)}
              download
              title={words().csvHint}
              data-accion="csv"
              onClick={downloadFresh}
            >
              {words().csv}
            </a>
          )}
        </div>
        <Freshness loader={loader} />
        <Content loader={loader} />
      </main>
    </div>
  );
}

/** Lets the browser download once the sign-in is fresh: it would show a refusal in the place of the page. */
async function downloadFresh(event: MouseEvent): Promise<void> {
  const link = event.currentTarget as HTMLAnchorElement;
  if (!event.isTrusted) return;
  event.preventDefault();
  // A click that nobody makes: it goes through.
  if (await beFresh()) link.click();
}

function Content({ loader }: { loader: TodayLoader }) {
  const loaded = loader.loaded.value;
  const fault = loader.fault.value;
  const current = loaded?.choice === loader.choice.value;
  if (fault && !current) {
    return (
      <div class="today-state" role="alert">
        <h2>{words().failed}</h2>
        <p>{problemText(fault)}</p>
        <button type="button" class="button button-main" onClick={loader.reload}>
          {words().again}
        </button>
      </div>
    );
  }
  if (!loaded) {
    return (
      <div class="today-state" role="status">
        <p>{words().loading}</p>
        <div class="today-bones" aria-hidden="true" />
      </div>
    );
  }
  return (
    <div class="today-panels" aria-busy={!current}>
      <SummaryPanels loaded={loaded} />
    </div>
  );
}

/** Says when the figures were loaded, and whether the last reload failed. */
function Freshness({ loader }: { loader: TodayLoader }) {
  const loaded = loader.loaded.value;
  if (loaded?.choice !== loader.choice.value) return null;
  const time = formatTime(new Date(loaded.at).toISOString());
  if (!loader.fault.value) return <p class="today-fresh">{words().loadedAt(time)}</p>;
  return (
    <p class="today-fresh" data-vieja="si" role="status">
      {words().old(time)}{' '}
      <button type="button" class="button" onClick={loader.reload}>
        {words().again}
      </button>
    </p>
  );
}

const visibility: Visibility = {
  visible: () => document.visibilityState === 'visible',
  onChange(listener) {
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
};

type PickerProps = { choice: DayChoice; now: number; onChoose: (choice: DayChoice) => void };

const namedDays = ['hoy', 'ayer', 'semana'] as const;

/** Chooses the days. */
function DayPicker({ choice, now, onChoose }: PickerProps) {
  return (
    <fieldset class="day-picker">
      <legend class="visually-hidden">{words().days}</legend>
      {namedDays.map((one) => (
        <button
          key={one}
          type="button"
          class="button"
          data-dia={one}
          aria-pressed={choice === one}
          onClick={() => onChoose(one)}
        >
          {words()[one]}
        </button>
      ))}
      <label class="day-field">
        <span>{words().otherDay}</span>
        <input
          type="date"
          max={localDay(now)}
          value={isDay(choice) ? choice : ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            // While somebody types a date the field is empty, or holds a year that is far away.
            if (isDay(value)) onChoose(value);
          }}
        />
      </label>
    </fieldset>
  );
}

/** A whole summary in charts and tables. */
function SummaryPanels({ loaded }: { loaded: Loaded }) {
  const { summary, choice, range } = loaded;
  const title = <h2 class="today-range">{formatRange(range)}</h2>;
  if (summary.totales.pedidos === 0) {
    return (
      <>
        {title}
        <div class="today-state">
          <h3>{words().none}</h3>
          <p>{words().noneHint}</p>
        </div>
      </>
    );
  }
  return (
    <>
      {title}
      <KeyFigures summary={summary} />
      {choice === 'semana' && (
        <ColumnChart
          id="por-dia"
          title={words().perDay}
          unit={words().day}
          bars={byDay(summary.por_hora)}
          when={formatDay}
          mark={formatDayMark}
        />
      )}
      <ColumnChart
        id="por-hora"
        title={choice === 'semana' ? words().perHourOfDay : words().perHour}
        unit={words().hour}
        bars={choice === 'semana' ? byHourOfDay(summary.por_hora) : byHour(summary.por_hora)}
        when={formatHour}
        mark={formatHourMark}
      />
      <div class="today-flow">
        <TimesPanel tiempos={summary.tiempos} />
        <DriversPanel repartidores={summary.repartidores} />
        <LatePanel demorados={summary.demorados} />
        <ProductsPanel productos={summary.productos} otros_productos={summary.otros_productos} />
      </div>
    </>
  );
}

const weekday = perLanguage(
  (locale, _, timeZone) =>
    new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone }),
);
const initial = perLanguage(
  (locale, _, timeZone) => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone }),
);
const whole = perLanguage(
  (locale, _, timeZone) => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone }),
);

/** Formats an hour by the shop's clock: `13:00 – 14:00`. @param at epoch ms */
function formatHour(at: number): string {
  const time = (ms: number) => formatTime(new Date(ms).toISOString());
  return `${time(at)} – ${time(at + 3_600_000)}`;
}

/** Formats an hour as short as it stands under a bar: `13`. */
function formatHourMark(at: number): string {
  return formatTime(new Date(at).toISOString()).replace(/:00$/, '');
}

/** `mié, 25 nov`. */
function formatDay(at: number): string {
  return weekday().format(at);
}

/** `mié`. */
function formatDayMark(at: number): string {
  return initial().format(at);
}

/** `miércoles, 25 de noviembre de 2026`; for several days the first and the last. @param hasta the end, exclusive */
function formatRange({ desde, hasta }: { desde: string; hasta: string }): string {
  const format = whole();
  const night = shopClock.value.dayEndsAt * 3_600_000;
  const [first, last] = [Date.parse(desde), Date.parse(hasta) - 1 - night] as const;
  if ('formatRange' in format) return format.formatRange(first, last);
  return [...new Set([first, last].map((at) => whole().format(at)))].join(' – ');
}
