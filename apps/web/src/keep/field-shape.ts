import { z } from 'zod';
import { wordsOf } from '../lib/words.ts';

/** What a field is asked for with. */
export type FieldInput =
  | { kind: 'choice'; options: string[] }
  | { kind: 'choices'; options: string[] }
  | { kind: 'reference'; to: string }
  | { kind: 'group'; fields: FieldShape[] }
  /** Which fields there are, one of them says. */
  | { kind: 'variants'; by: string; variants: Record<string, FieldShape[]>; /** What each is. */ about: Record<string, string> }
  | { kind: 'words' | 'flag' | 'number' | 'money' | 'colour' | 'text' | 'markdown' | 'code' | 'json' };

/** A field of an entity as people meet it. */
export type FieldShape = { name: string; title: string; hint: string | undefined; example: unknown; /** May be left empty. */ optional: boolean; /** What it is when nobody says. */ initial: unknown; input: FieldInput };

/** Reads from a field's schema how to ask for it and how to show it. */
export function fieldShape(name: string, schema: z.core.$ZodType): FieldShape {
  const { inner, optional, initial } = unwrap(schema);
  const meta = { ...z.globalRegistry.get(inner), ...z.globalRegistry.get(schema) };
  const examples: readonly unknown[] = Array.isArray(meta.examples) ? meta.examples : [];
  const input = inputOf(name, inner);
  return { name, title: meta.title ?? wordsOf(name.replace(/Cents$/, '')), hint: hintOf(meta.description, input.kind), example: examples[0], optional, initial, input };
}

export function fieldShapes(fields: z.core.$ZodShape): FieldShape[] {
  return Object.entries(fields).map(([name, schema]) => fieldShape(name, schema));
}

type Unwrapped = { inner: z.core.$ZodType; optional: boolean; initial: unknown };

function unwrap(schema: z.core.$ZodType): Unwrapped {
  if (schema instanceof z.ZodDefault) return { ...unwrap(schema.unwrap()), initial: schema.def.defaultValue };
  if (schema instanceof z.ZodOptional) return { ...unwrap(schema.unwrap()), optional: true };
  if (schema instanceof z.ZodNullable) return { ...unwrap(schema.unwrap()), optional: true, initial: null };
  return { inner: schema instanceof z.ZodPipe && !(schema.in instanceof z.ZodTransform) ? unwrap(schema.in).inner : schema, optional: false, initial: undefined };
}

function inputOf(name: string, schema: z.core.$ZodType): FieldInput {
  if (schema instanceof z.ZodEnum) return { kind: 'choice', options: schema.options.map(String) };
  if (schema instanceof z.ZodBoolean) return { kind: 'flag' };
  if (schema instanceof z.ZodNumber) return { kind: name.endsWith('Cents') ? 'money' : 'number' };
  if (schema instanceof z.ZodArray) return choicesOf(schema.element);
  if (schema instanceof z.ZodDiscriminatedUnion) return variantsOf(schema);
  if (schema instanceof z.ZodObject) return { kind: 'group', fields: fieldShapes(schema.shape) };
  if (!(schema instanceof z.ZodString)) return { kind: schema instanceof z.ZodStringFormat ? 'text' : 'json' };
  if (name === 'color') return { kind: 'colour' };
  if (/^(code|command|manifest|hostKey)$/.test(name)) return { kind: 'code' };
  if (/[a-z]Id$/.test(name) && !name.startsWith('external')) return { kind: 'reference', to: name };
  return { kind: name.endsWith('Md') || (schema.maxLength ?? 0) > 1000 ? 'markdown' : 'text' };
}

/** Other words for the choices may be taken as well: they are read into these. */
function choicesOf(element: z.core.$ZodType): FieldInput {
  const choice = element instanceof z.ZodPipe && element.in instanceof z.ZodTransform ? element.out : element;
  return choice instanceof z.ZodEnum ? { kind: 'choices', options: choice.options.map(String) } : { kind: 'words' };
}

function variantsOf({ def: { discriminator: by, options } }: z.ZodDiscriminatedUnion): FieldInput {
  const named = options.flatMap((option) => {
    const tag: unknown = option instanceof z.ZodObject ? option.shape[by] : undefined;
    return option instanceof z.ZodObject && tag instanceof z.ZodLiteral ? [{ name: String(tag.value), option }] : [];
  });
  const variants = named.map(({ name, option }): [string, FieldShape[]] => [name, fieldShapes(Object.fromEntries(Object.entries(option.shape).filter(([field]) => field !== by)))]);
  const about = named.map(({ name, option }): [string, string] => [name, z.globalRegistry.get(option)?.description ?? '']);
  return { kind: 'variants', by, variants: Object.fromEntries(variants), about: Object.fromEntries(about) };
}

/** Contracts count money in cents, and name things by their ids; people type dollars, and choose by name. */
function hintOf(description: string | undefined, kind: FieldInput['kind']): string | undefined {
  if (kind === 'reference' && description?.endsWith('by its key or id') === true) return undefined;
  return kind === 'money' ? (description?.replace(/^In cents:?\s*/, 'In dollars: ').replace(/: $/, '') ?? 'In dollars') : description;
}
