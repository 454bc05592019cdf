import { z } from 'zod';

const JsonSchema = z.record(z.string(), z.unknown());
type JsonSchema = z.infer<typeof JsonSchema>;

/** JSON Schemas of a document: those with a name stand once among its components, and are referred to. */
export type SchemaStore = { components: Record<string, JsonSchema>; add(schema: z.ZodType, io: 'input' | 'output'): JsonSchema };

export function createSchemaStore(): SchemaStore {
  const components: Record<string, JsonSchema> = {};
  /** What a schema takes in may be looser than what it gives out: then the two have two names. */
  const nameFor = (name: string, schema: JsonSchema, io: 'input' | 'output') => {
    const known = components[name];
    return io === 'output' || known === undefined || Bun.deepEquals(known, schema) ? name : `${name}Input`;
  };
  return {
    components,
    add: (schema, io) => {
      const { $schema: _, $defs, ...root } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: ({ jsonSchema }) => withoutBounds(jsonSchema) });
      const defs: Record<string, JsonSchema> = Object.fromEntries(Object.entries($defs ?? {}).map(([name, def]) => [name, withoutId(def)]));
      const names = new Map(Object.keys(defs).map((name) => [name, nameFor(name, referring(defs[name] ?? {}, new Map()), io)]));
      for (const [name, def] of Object.entries(defs)) components[names.get(name) ?? name] = referring(def, names);
      return referring(withoutId(root), names);
    },
  };
}

/** That a number can be told exactly goes without saying. */
function withoutBounds(schema: { minimum?: number | undefined; maximum?: number | undefined }): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

function withoutId(schema: object): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'id'));
}

/** References to definitions become references to components. */
function referring(schema: JsonSchema, names: ReadonlyMap<string, string>): JsonSchema {
  const text = JSON.stringify(schema).replace(/"#\/\$defs\/([^"]+)"/g, (_, name: string) => `"#/components/schemas/${names.get(name) ?? name}"`);
  return JsonSchema.parse(JSON.parse(text));
}
