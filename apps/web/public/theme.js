// Runs before the first paint, so that a chosen theme never flashes. The same key is used in src/lib/theme.ts.
try {
  const theme = localStorage.getItem('lime-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: follow the system.
}
