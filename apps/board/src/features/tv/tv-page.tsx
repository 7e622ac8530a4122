import './tv.css';
import { useComputed, useSignal } from '@preact/signals';
import { openStates } from '@relevo/contract';
import { useEffect, useRef } from 'preact/hooks';
import { useMoves } from '../../motion/use-moves.ts';
import type { Shell } from '../../shell.ts';
import { ConnectionSign } from '../../view/connection-sign.tsx';
import { formatTime } from '../../view/format.ts';
import { StaleBanner } from '../../view/stale-banner.tsx';
import { Brand } from '../../view/top-bar.tsx';
import { fitCards } from './fit-cards.ts';
import { startTv } from './start-tv.ts';
import { TvColumn } from './tv-column.tsx';
import { tvWords as words } from './words.ts';

const nothing = { widthRem: 0, heightRem: 0 };

/** The board on a wall: large, without anything to touch, and without anybody to look after it. */
export function TvPage({ shell }: { shell: Shell }) {
  const { view } = shell;
  const page = useRef<HTMLDivElement>(null);
  const room = useSignal(nothing);
  const time = useComputed(() => formatTime(new Date(view.serverNow.value).toISOString()));
  const fit = useComputed(() => {
    const counts = openStates.map((state) => view.columns[state].value.length);
    return fitCards(counts, room.value);
  });
  useEffect(() => {
    if (page.current) return startTv(shell, page.current);
  }, [shell]);
  useMoves(view, page);
  useEffect(() => {
    const list = page.current?.querySelector('.tv-cards');
    if (!list) return;
    const observer = new ResizeObserver(() => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      room.value = { widthRem: list.clientWidth / rem, heightRem: list.clientHeight / rem };
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, [room]);
  const isQuiet = view.loaded.value && openStates.every((state) => view.columns[state].value.length === 0);
  return (
    <div class="board tv" ref={page} data-densidad={fit.value.density.name}>
      <header class="top-bar">
        <Brand />
        <ConnectionSign view={view} />
        <time class="tv-clock">{time}</time>
      </header>
      <StaleBanner view={view} />
      <main class="tv-columns" data-desactualizado={view.stale.value ? 'si' : 'no'}>
        {openStates.map((state) => (
          <TvColumn key={state} estado={state} view={view} fit={fit} />
        ))}
        {isQuiet && (
          <div class="quiet">
            <h2>{words().quiet}</h2>
            <p>{words().quietMore}</p>
          </div>
        )}
      </main>
    </div>
  );
}
