import { apiUrl, problemOf, unreachable } from './api.ts';

type Upload = { path: string; file: Blob; /** Told how much of it has left: 0 to 1. */ onShare?: (share: number) => void };

export function attachmentsPath(ticketId: string, name: string): string {
  return `/tickets/${ticketId}/attachments?name=${encodeURIComponent(name)}`;
}

/** Posts a file; `fetch` could not tell how far it has come. Throws an `ApiError` when it is refused or the server is away. */
export function upload({ path, file, onShare }: Upload): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    if (onShare) request.upload.addEventListener('progress', ({ loaded, total }) => onShare(total === 0 ? 0 : loaded / total));
    request.addEventListener('load', () => (request.status < 300 ? resolve() : reject(problemOf(request, request.responseText))));
    request.addEventListener('error', () => reject(unreachable()));
    request.addEventListener('abort', () => reject(unreachable()));
    request.open('POST', apiUrl(path));
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });
}
