import { z } from 'zod';
import { Id, Timestamp } from './ids.ts';

type Fields = z.core.$ZodShape;

/** A field as it may be left out of a change: without the default that it has when something is made. */
type Changed<Field> = z.ZodOptional<Field extends z.ZodDefault<infer Inner> ? Inner : Field extends z.core.SomeType ? Field : never>;

type EntitySpec<F extends Fields, X extends Fields, Fixed extends keyof F & string> = {
  /** Its path below `/api/v1`, and its word on the command line: `custom-instructions`. */
  name: string;
  /** One of them, in words: `instruction`. */
  one: string;
  /** What its screen is called. */
  title: string;
  /** A sentence or two for its screen, its help and its documentation. */
  about: string;
  /** What people set. `.meta({ title, description, examples })` of a field is shown wherever it is asked for. */
  fields: F;
  /** Fields that stay as they were made. */
  fixed: readonly Fixed[];
  /** What it shows besides, or otherwise than it is set. */
  extra: X;
  /** Fields that a list can be narrowed by: `?projectId=7`. */
  filters: readonly (keyof F & string)[];
  /** It has a history: deleted, it is put away (`archivedAt`, among {@link extra}) and can be brought back. */
  archives?: true;
};

type EntityBase = { id: typeof Id; version: z.ZodInt; createdAt: typeof Timestamp; updatedAt: typeof Timestamp };

/** A kind of thing that an organisation keeps; one definition feeds the API, its documentation, the command line and the screen. */
export type Entity<F extends Fields = Fields, X extends Fields = Fields, Fixed extends keyof F & string = keyof F & string> = EntitySpec<F, X, Fixed> & {
  /** The body of `POST`. */
  create: z.ZodObject<F, z.core.$strict>;
  /** The body of `PATCH`: what is left out stays. Another `version` than the one that was read is refused. */
  update: z.ZodObject<{ [K in Exclude<keyof F, Fixed>]: Changed<F[K]> } & { version: z.ZodOptional<z.ZodInt> }, z.core.$strict>;
  view: z.ZodObject<Omit<F, keyof X> & X & EntityBase>;
};

/** Derives what goes over the wire from the fields, so that no two layers can disagree about them. */
export function defineEntity<F extends Fields, X extends Fields, const Fixed extends keyof F & string>(spec: EntitySpec<F, X, Fixed>): Entity<F, X, Fixed> {
  const isFixed = (key: string) => spec.fixed.some((fixed) => fixed === key);
  const changed = Object.entries(spec.fields).filter(([key]) => !isFixed(key)).map(([key, field]) => [key, field instanceof z.ZodDefault ? z.optional(field.unwrap()).meta({ ...field.meta() }) : z.optional(field)]);
  const view = { id: Id, ...spec.fields, ...spec.extra, version: z.int(), createdAt: Timestamp, updatedAt: Timestamp };
  return {
    ...spec,
    create: z.strictObject(spec.fields),
    // oxlint-disable-next-line typescript/consistent-type-assertions, typescript/no-unsafe-type-assertion -- the types of a mapped shape are lost on the way through Object.entries
    update: z.strictObject({ ...Object.fromEntries(changed), version: z.int().optional() }) as Entity<F, X, Fixed>['update'],
    view: z.object(view),
  };
}
