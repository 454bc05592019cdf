import fc from 'fast-check';

export type JsonSchema = { [keyword: string]: unknown };

/** Ids that are there, by which a made-up body gets further than to the door. */
type Known = { ids: string[]; components: Record<string, JsonSchema> };

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null && !Array.isArray(value);
const schemasIn = (value: unknown): JsonSchema[] => (Array.isArray(value) ? value.filter(isSchema) : []);
const numberIn = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
const idSchema = '#/components/schemas/Id';
/** Nothing that is made up here may reach anything. */
const addresses = ['https://forge.invalid/a/b.git', 'http://127.0.0.1:1/', 'https://user:pass@forge.invalid', 'file:///etc/passwd'];

/** Values that a JSON Schema of the OpenAPI document allows, as far as its keywords say. */
export function arbitraryOf(schema: JsonSchema, known: Known, depth = 0): fc.Arbitrary<unknown> {
  const { $ref } = schema;
  const inner = (one: unknown) => (isSchema(one) ? arbitraryOf(one, known, depth + 1) : fc.jsonValue({ maxDepth: 1 }));
  if ($ref === idSchema) return fc.oneof(fc.constantFrom(...known.ids), fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String));
  if (typeof $ref === 'string') return depth > 8 ? fc.constant(null) : inner(known.components[$ref.split('/').at(-1) ?? '']);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom<unknown>(...schema['enum']);
  const choices = schemasIn(schema['anyOf'] ?? schema['oneOf']);
  if (choices.length > 0) return fc.oneof(...choices.map(inner));
  const parts = schemasIn(schema['allOf']);
  if (parts.length > 0) return inner(Object.assign({}, ...parts));
  const examples = Array.isArray(schema['examples']) ? schema['examples'] : [];
  const plain = plainArbitrary(schema, inner);
  return examples.length === 0 ? plain : fc.oneof({ weight: 1, arbitrary: fc.constantFrom<unknown>(...examples) }, { weight: 3, arbitrary: plain });
}

function plainArbitrary(schema: JsonSchema, inner: (one: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  switch (schema['type']) {
    case 'string': return textArbitrary(schema);
    case 'integer': return fc.integer({ min: Math.max(numberIn(schema['minimum'], -(2 ** 31)), -(2 ** 31)), max: Math.min(numberIn(schema['maximum'], 2 ** 31 - 1), 2 ** 31 - 1) });
    case 'number': return fc.double({ noNaN: true, noDefaultInfinity: true, min: numberIn(schema['minimum'], -1e9), max: numberIn(schema['maximum'], 1e9) });
    case 'boolean': return fc.boolean();
    case 'null': return fc.constant(null);
    case 'array': return fc.array(inner(schema['items']), { minLength: numberIn(schema['minItems'], 0), maxLength: Math.min(numberIn(schema['maxItems'], 3), numberIn(schema['minItems'], 0) + 2) });
    case 'object': return objectArbitrary(schema, inner);
    default: return fc.jsonValue({ maxDepth: 2 });
  }
}

function textArbitrary({ pattern, format, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uri') return fc.constantFrom(...addresses);
  if (format === 'email') return fc.emailAddress();
  if (format === 'date-time') return fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'date') return fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  const longest = Math.min(numberIn(maxLength, 40), 40);
  const text = fc.string({ unit: 'binary', minLength: Math.min(numberIn(minLength, 0), longest), maxLength: longest });
  return fc.oneof(text, fc.constantFrom(...addresses, 'main', 'a,b', '../..', "'; DROP TABLE tickets; --").filter((one) => one.length <= numberIn(maxLength, 1000)));
}

function objectArbitrary(schema: JsonSchema, inner: (one: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const members = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inner(one)]));
  if (isSchema(schema['additionalProperties']) && Object.keys(members).length === 0) return fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), inner(schema['additionalProperties']), { maxKeys: 3 });
  return fc.record(members, { requiredKeys: required.filter((name) => name in members) });
}
