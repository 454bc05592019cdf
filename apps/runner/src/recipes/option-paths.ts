import { z } from 'zod';

/** A path below the repository. Tools run in the sandbox anyway; this catches mistakes early. */
export const RepositoryPath = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .refine((path) => !path.startsWith('/') && !path.startsWith('-') && !path.split('/').includes('..'), 'must be a path inside the repository');

/** What a recipe works on; the whole repository by default. */
export const Paths = z.array(RepositoryPath).min(1).max(200).default(['.']);
