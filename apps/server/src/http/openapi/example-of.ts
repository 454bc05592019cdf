import { z } from 'zod';

const Node = z.looseObject({
  $ref: z.string().optional(), $defs: z.record(z.string(), z.unknown()).optional(), examples: z.array(z.unknown()).optional(), default: z.unknown().optional(), const: z.unknown().optional(), enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(), oneOf: z.array(z.unknown()).optional(), allOf: z.array(z.unknown()).optional(), type: z.union([z.string(), z.array(z.string()).transform(([first]) => first)]).optional(), format: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(), items: z.unknown().optional(), minItems: z.number().optional(), minLength: z.number().optional(), minimum: z.number().optional(), prefixItems: z.array(z.unknown()).optional(),
});
type Node = z.infer<typeof Node>;
type Defs = Record<string, unknown>;

const ofFormat: Record<string, string> = { 'date-time': '2026-01-31T12:00:00.000Z', date: '2026-01-31', email: 'grace@example.org', uri: 'https://example.org/' };

/** A whole value of a schema: of each field what its definition gives as an example or stands for it, else something of its type. */
export function exampleOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const root = Node.parse(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  return valueOf(root, root.$defs ?? {}, 0);
}

function valueOf(said: unknown, defs: Defs, depth: number): unknown {
  const node = Node.parse(typeof said === 'object' ? said : {});
  if (node.examples?.length) return node.examples[0];
  if (node.default !== undefined) return node.default;
  if (node.const !== undefined) return node.const;
  if (node.enum?.length) return node.enum[0];
  const choice = node.$ref === undefined ? (node.anyOf ?? node.oneOf ?? node.allOf)?.[0] : defs[node.$ref.replace('#/$defs/', '')];
  if (choice !== undefined) return depth > 12 ? null : valueOf(choice, defs, depth + 1);
  return plainValue(node, defs, depth);
}

function plainValue(node: Node, defs: Defs, depth: number): unknown {
  if (node.type === 'object') return Object.fromEntries(Object.entries(node.properties ?? {}).map(([name, property]) => [name, valueOf(property, defs, depth + 1)]));
  if (node.type === 'array') return node.prefixItems?.map((item) => valueOf(item, defs, depth + 1)) ?? (depth > 6 && (node.minItems ?? 0) === 0 ? [] : [valueOf(node.items, defs, depth + 1)]);
  if (node.type === 'integer' || node.type === 'number') return Math.max(node.minimum ?? 1, 1);
  if (node.type === 'boolean') return true;
  if (node.type === 'string') return ofFormat[node.format ?? ''] ?? 'text'.padEnd(node.minLength ?? 0, 't');
  return node.type === 'null' ? null : {};
}
