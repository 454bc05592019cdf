import { createApi, operations, type Transport } from '@lime/client';
import { misunderstood, problemOf, send } from './api.ts';

/** How the page reaches its server; anything but an answer as the contract says throws an `ApiError`. */
export const transport: Transport = {
  request: async (request) => {
    const { response, text } = await send(request);
    if (!response.ok) throw problemOf(response, text);
    return new Response(response.status === 204 ? null : text, { status: response.status });
  },
  misunderstood,
};

/** The server's API: a method for each operation. */
export const api = createApi(operations, transport);
