import type { Json, JsonObject } from '@lime/contracts';

/** What references may speak of: the run's input, the outputs of earlier steps, and a map's item. */
export type Scope = { input: JsonObject; outputs: ReadonlyMap<string, Json>; item?: { value: Json; index: number } };

const pattern = /^\$(input|steps|item|index)(\.[A-Za-z0-9_]+)*$/;

/** Replaces every reference within `value` by what it names; what is not there becomes null. */
export function resolveReferences(value: Json, scope: Scope): Json {
  if (typeof value === 'string') return pattern.test(value) ? resolveReference(value, scope) : value;
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, scope));
  if (value !== null && typeof value === 'object') return resolveObject(value, scope);
  return value;
}

/** {@link resolveReferences} for what has to be a text; empty when it is none. */
export function resolveText(text: string, scope: Scope): string {
  const value = resolveReferences(text, scope);
  return typeof value === 'string' ? value : '';
}

/** {@link resolveReferences} for a template, which is always an object. */
export function resolveObject(template: JsonObject, scope: Scope): JsonObject {
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, resolveReferences(value, scope)]));
}

/** The value that a reference such as `$steps.implement.output.baseSha` names, or null. */
export function resolveReference(reference: string, scope: Scope): Json {
  const [root, ...path] = reference.slice(1).split('.');
  if (root === 'index') return scope.item?.index ?? null;
  if (root === 'item') return walk(scope.item?.value ?? null, path);
  if (root === 'input') return walk(scope.input, path);
  const [stepId, member, ...rest] = path;
  return stepId !== undefined && member === 'output' ? walk(scope.outputs.get(stepId) ?? null, rest) : null;
}

function walk(from: Json, path: string[]): Json {
  let value: Json = from;
  for (const name of path) {
    if (value === null || typeof value !== 'object') return null;
    if (Array.isArray(value)) value = value[Number(name)] ?? null;
    else value = Object.hasOwn(value, name) ? (value[name] ?? null) : null;
  }
  return value;
}
