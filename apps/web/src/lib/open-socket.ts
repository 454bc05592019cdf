import { notSignedIn } from './socket-keeper.ts';

/** A WebSocket that closes with the code for "not signed in" also when it was not let in, of which a browser is not told why. */
export function openSocket(url: string, isSignedOut: () => Promise<boolean>): WebSocket {
  const socket = new WebSocket(url);
  let told = false;
  const tell = () => (told = true);
  socket.addEventListener('open', tell);
  // The first to hear of it: the others hear of it when the reason is known.
  socket.addEventListener('close', (event) => {
    if (told) return;
    event.stopImmediatePropagation();
    void isSignedOut().then((signedOut) => {
      tell();
      socket.dispatchEvent(new CloseEvent('close', { code: signedOut ? notSignedIn : event.code }));
    });
  });
  return socket;
}
