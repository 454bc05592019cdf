import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { OwnInvitations } from '../features/invitations/own-invitations.tsx';
import { LiveProvider } from '../lib/live-context.tsx';
import { LiveBanner } from './live-banner.tsx';
import { BottomNav, SideNav, TopBar } from './nav.tsx';

const CommandPalette = lazy(() => import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })));

/** What surrounds every screen of a signed-in person. */
export function Shell() {
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [paletteUsed, setPaletteUsed] = useState(false);
  const openPalette = () => {
    setPaletteUsed(true);
    setPaletteOpen(true);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setPaletteUsed(true);
      setPaletteOpen((open) => !open);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <LiveProvider>
      <a href="#main" className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-raised focus:px-3 focus:py-2 focus:shadow-pop">
        Skip to content
      </a>
      <div className="flex h-dvh flex-col lg:flex-row">
        <SideNav onSearch={openPalette} />
        <TopBar onSearch={openPalette} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <OwnInvitations />
          <main id="main" tabIndex={-1} className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
            <Outlet />
          </main>
        </div>
        <BottomNav />
      </div>
      <LiveBanner />
      {paletteUsed ? (
        <Suspense fallback={null}>
          <CommandPalette open={paletteOpen} onClose={() => setPaletteOpen(false)} />
        </Suspense>
      ) : null}
    </LiveProvider>
  );
}
