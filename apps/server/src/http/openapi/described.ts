import type { RawAnswer, Route } from '@lime/http';
import type { z } from 'zod';

/** What the document says of a route. */
export type Described = {
  method: Route['method'];
  /** Below `/api/v1`. */
  path: string;
  /** `nobody`: whoever asks need not be signed in. */
  permission: string | null;
  summary: string;
  body?: z.ZodType | null;
  query?: z.ZodObject;
  answer: z.ZodType | RawAnswer | null;
  statuses?: readonly number[];
  secrets?: readonly string[];
  takesBytes?: true;
  version?: unknown;
};
