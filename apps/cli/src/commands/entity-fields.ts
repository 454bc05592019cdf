import { readFileSync } from 'node:fs';
import type { Entity } from '@lime/contracts';
import { z } from 'zod';
import { findProject } from '../client/find-project.ts';
import type { Context } from '../context.ts';
import type { OptionSpecs } from '../option-specs.ts';
import { readJson } from './read-json.ts';

/** The field `scopeId` is the option `--scope-id`. */
export const optionOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const bare = (field: unknown): unknown => (field instanceof z.ZodDefault || field instanceof z.ZodNullable || field instanceof z.ZodOptional ? bare(field.unwrap()) : field);

/** An option for every field, explained by what the field says of itself. */
export function optionsOf(entity: Entity): OptionSpecs {
  return Object.fromEntries(Object.entries(entity.fields).map(([field, schema]) => {
    const { title = field, description } = z.globalRegistry.get(schema) ?? {};
    return [optionOf(field), { type: 'string' as const, value: wordFor(bare(schema)), help: [description ?? title, entity.fixed.includes(field) ? '(stays as it was made)' : ''].join(' ').trim() }];
  }));
}

function wordFor(schema: unknown): string {
  if (schema instanceof z.ZodEnum) return schema.options.join('|');
  if (schema instanceof z.ZodBoolean) return 'yes|no';
  if (schema instanceof z.ZodNumber) return 'N';
  if (schema instanceof z.ZodArray) return 'A,B';
  return schema instanceof z.ZodString ? 'TEXT' : 'JSON';
}

/** The fields that there is no way round, with what they might be. */
export function exampleOf(entity: Entity): string {
  const needed = Object.entries(entity.fields).filter(([, schema]) => !z.safeParse(schema, undefined).success);
  return needed.map(([field, schema]) => `--${optionOf(field)} ${exampleValue(schema)}`).join(' ');
}

function exampleValue(schema: z.core.$ZodType): string {
  const examples: unknown = z.globalRegistry.get(schema)?.examples;
  const inner = bare(schema);
  const value: unknown = Array.isArray(examples) ? examples[0] : inner instanceof z.ZodEnum ? inner.options[0] : '…';
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : JSON.stringify(value);
  return /^[\w.,/@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The fields that were given, of the types that they have. */
export async function readFields(context: Context, entity: Entity, values: Record<string, unknown>): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries(entity.fields)) {
    const value = values[optionOf(field)];
    if (typeof value === 'string') given[field] = field === 'projectId' ? await projectId(context, value) : valueOf(bare(schema), value.startsWith('@') ? readFileSync(value === '@-' ? 0 : value.slice(1), 'utf8') : value, field);
  }
  return given;
}

/** A project goes by its key as well. */
async function projectId(context: Context, text: string): Promise<string> {
  return /^\d+$/.test(text) ? text : (await findProject(context.client(), text)).id;
}

/** What is not what it should be goes as it is: the server says what is wrong with it, field by field. */
function valueOf(schema: unknown, text: string, field: string): unknown {
  if (schema instanceof z.ZodBoolean) return { yes: true, true: true, no: false, false: false }[text] ?? text;
  if (schema instanceof z.ZodNumber) return Number.isFinite(Number(text)) ? Number(text) : text;
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) return text;
  if (schema instanceof z.ZodArray && !text.trimStart().startsWith('[')) return text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  return readJson(`--${optionOf(field)}`, text);
}
