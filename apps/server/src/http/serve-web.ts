import { join, normalize } from 'node:path';

/** What a page of ours may do: its own scripts and connections, nothing inline but styles, in nobody's frame. */
export const pageHeaders = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Serves the built web app: its files by name, and its page for every other address. */
export async function serveWeb(webDir: string, request: Request): Promise<Response> {
  const path = normalize(decodePath(new URL(request.url).pathname));
  const file = Bun.file(join(webDir, path));
  if (path !== '/' && !path.includes('\0') && (await file.exists())) {
    const hashed = path.startsWith('/assets/');
    return new Response(file, { headers: { ...pageHeaders, 'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache' } });
  }
  if (path.startsWith('/assets/')) return new Response('There is no such file.', { status: 404, headers: pageHeaders });
  const page = Bun.file(join(webDir, 'index.html'));
  if (!(await page.exists())) return new Response('The web app is not built. Run: npm start', { status: 503 });
  return new Response(page, { headers: { ...pageHeaders, 'cache-control': 'no-cache' } });
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/';
  }
}
