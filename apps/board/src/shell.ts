import type { ReadonlySignal } from '@preact/signals-core';
import type { Person } from '@relevo/contract';
import type { TicketActions } from './actions/ticket-actions.ts';
import type { BoardView } from './board/board-view.ts';
import type { Overview } from './board/overview.ts';
import type { Clock } from './device/clock.ts';
import type { DeviceStorage } from './device/storage.ts';
import type { Ring } from './features/alerts/alerts.tsx';
import type { FeedLimit } from './features/feed/feed.ts';
import type { FirstMinutes } from './features/onboarding/onboarding.ts';
import type { Printer } from './features/printing/printer.ts';
import type { ShopSettings } from './features/settings/shop-settings.ts';
import type { ThemeChoice } from './features/settings/theme.ts';
import type { LanguageChoice } from './i18n/language.ts';
import type { Restored } from './live/follow-log.ts';
import type { SessionKeeper } from './session/session.ts';
import type { Router } from './ui/router.ts';
import type { Updates } from './version/updates.ts';

/** All that the page is made of: `main.tsx` puts it together once, and each part takes from it what it needs. */
export type Shell = {
  clock: Clock;
  storage: DeviceStorage | null;
  session: SessionKeeper;
  router: Router;
  view: BoardView;
  overview: Overview;
  first: FirstMinutes;
  restored: Restored;
  limit: FeedLimit;
  shopSettings: ShopSettings;
  updates: Updates;
  theme: ThemeChoice;
  printer: Printer;
  /** Null until it is loaded. */
  ring: ReadonlySignal<Ring | null>;
  ringFailed: ReadonlySignal<boolean>;
  languageChoice: LanguageChoice;
  openTicketActions: (person: Person) => TicketActions;
};
