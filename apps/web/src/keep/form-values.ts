import type { Entity } from '@lime/contracts';
import { parseJson } from '@lime/kernel/browser';
import type { z } from 'zod';
import { formErrors } from '../lib/form-errors.ts';
import { centsOf } from '../lib/money.ts';
import type { FieldShape } from './field-shape.ts';

/** What stands in a form: numbers, amounts and JSON as they were typed, the rest as it is. */
export type FormValues = Record<string, unknown>;

export function initialValues(shapes: FieldShape[], row?: Record<string, unknown>): FormValues {
  return Object.fromEntries(shapes.map((shape) => [shape.name, typed(shape, row === undefined ? first(shape) : row[shape.name])]));
}

/** A choice begins with its first option, so that what is shown is what is sent. */
function first({ initial, input, optional }: FieldShape): unknown {
  return initial === undefined && input.kind === 'choice' && !optional ? input.options[0] : initial;
}

function typed({ input }: FieldShape, value: unknown): unknown {
  switch (input.kind) {
    case 'money':
      return typeof value === 'number' ? (value / 100).toFixed(2) : '';
    case 'number':
      return typeof value === 'number' ? String(value) : '';
    case 'json':
      return value === undefined || value === null ? '' : JSON.stringify(value, null, 2);
    case 'flag':
      return value === true;
    case 'words':
    case 'choices':
      return Array.isArray(value) ? value : [];
    case 'group':
      return initialValues(input.fields, recordOf(value));
    case 'variants':
      return variantValues(input, recordOf(value)?.[input.by], recordOf(value));
    default:
      return value ?? '';
  }
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined;
}

/** The fields of a variant as they stand in the form, of the first one when none is named. */
export function variantValues({ by, variants }: Extract<FieldShape['input'], { kind: 'variants' }>, chosen: unknown, row?: Record<string, unknown>): FormValues {
  const name = typeof chosen === 'string' && variants[chosen] !== undefined ? chosen : (Object.keys(variants)[0] ?? '');
  return { [by]: name, ...initialValues(variants[name] ?? [], row) };
}

function sentMembers(shapes: FieldShape[], values: FormValues): Record<string, unknown> {
  return Object.fromEntries(shapes.map((shape): [string, unknown] => [shape.name, sent(shape, values[shape.name])]).filter(([, value]) => value !== undefined));
}

/** The value to send for what stands in the form; undefined leaves it out. */
function sent({ input, optional, initial }: FieldShape, value: unknown): unknown {
  if (value === '') return optional ? (initial === null ? null : undefined) : input.kind === 'text' || input.kind === 'markdown' || input.kind === 'code' ? '' : undefined;
  if (input.kind === 'group') return sentMembers(input.fields, recordOf(value) ?? {});
  if (input.kind === 'variants') {
    const values = recordOf(value) ?? {};
    return { [input.by]: values[input.by], ...sentMembers(input.variants[String(values[input.by])] ?? [], values) };
  }
  if (typeof value !== 'string') return value;
  if (input.kind === 'money') return centsOf(value) ?? Number.NaN;
  if (input.kind === 'number') return Number(value.trim());
  return input.kind === 'json' ? (parseJson(value) ?? value) : value;
}

type Read = { ok: true; body: Record<string, unknown> } | { ok: false; errors: Record<string, string> };

/** The body to create with. */
export function readCreate(schema: z.ZodObject, shapes: FieldShape[], values: FormValues): Read {
  return read(schema, sentMembers(shapes, values));
}

/** The body that changes what was read into what stands in the form: what is the same is left out. */
export function readUpdate({ update, fixed }: Entity, shapes: FieldShape[], values: FormValues, row: Record<string, unknown>): Read {
  const before = initialValues(shapes, row);
  const changed = shapes.filter(({ name }) => !fixed.includes(name) && JSON.stringify(values[name]) !== JSON.stringify(before[name]));
  return read(update, { ...Object.fromEntries(changed.map((shape) => [shape.name, sent(shape, values[shape.name])])), version: row['version'] });
}

function read(schema: z.ZodObject, body: Record<string, unknown>): Read {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, body: given };
  return { ok: false, errors: Object.fromEntries(Object.entries(formErrors(parsed)).map(([path, message]) => [path, plain(message)])) };
}

/** What zod says of an empty field is not for people. */
function plain(message: string): string {
  if (message.startsWith('Too small: expected string to have >=1 ') || message.endsWith('received undefined')) return 'This is needed';
  if (message.endsWith('received NaN')) return 'Write a number';
  const small = /^Too small: expected number to be >=(-?\d+)/.exec(message);
  const big = /^Too big: expected number to be <=(-?\d+)/.exec(message);
  if (small) return `It must be ${small[1]} or more`;
  return big ? `It must be ${big[1]} or less` : message;
}
