import type { RouteSamples } from './route-samples.ts';

export const accountSamples: RouteSamples = {
  addRows: async () => ({}),
  bodies: () => ({}),
  order: ['POST /auth/sign-in-links'],
  open: ['POST /auth/sign-in-links'],
};
