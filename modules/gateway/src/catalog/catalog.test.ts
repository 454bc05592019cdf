import { expect, test } from 'bun:test';
import known from '../../prices.json' with { type: 'json' };
import { modelAvailability } from '../queries/model-availability.ts';
import { type CatalogSettings, createCatalog, upstreamsFor } from './catalog.ts';
import { checkModel } from './check-model.ts';
import { costOf, noTokens } from './cost-of.ts';
import { ModelsFile } from './models-file.ts';

const server = { baseUrl: 'http://127.0.0.1:1', apiKey: 'k' };
const catalog = (settings: Partial<Omit<CatalogSettings, 'file'>> & { file?: unknown } = {}) =>
  createCatalog({ anthropic: null, openai: null, scriptUrl: null, readKey: (name) => (name === 'SET' ? 'k' : undefined), ...settings, file: settings.file === undefined ? null : ModelsFile.parse(settings.file) });

test('a model is known by its name and by its editions, and by nothing that only begins like it', () => {
  const { priceOf } = catalog();
  expect(priceOf('claude-sonnet-4-5-20250929')).toBe(priceOf('claude-sonnet-4-5'));
  expect(priceOf('gpt-5.5-2026-04-23')).toBe(priceOf('gpt-5.5'));
  expect(priceOf('claude-opus-5-5-latest')).toBe(priceOf('claude-opus-5-5'));
  expect(priceOf('gpt-5.5-pro')?.output).toBe(180);
  for (const model of ['gpt-5.5-ultra', 'claude', 'claude-sonnet-4-5-fast', '', 'constructor', 'toString']) expect(priceOf(model)).toBeNull();
});

test('every price of the table is one: reading a cache costs no more than reading, and speaking no less', () => {
  for (const [model, price] of Object.entries(known.models)) {
    expect([model, price.cacheRead <= price.input, price.input <= price.cacheWrite5m, price.cacheWrite5m <= price.cacheWrite1h, price.input <= price.output]).toEqual([model, true, true, true, true]);
  }
});

test('a long request costs more, by all its input', () => {
  const price = catalog().priceOf('gpt-5.5');
  if (!price) throw new Error('no price');
  expect(costOf(price, { ...noTokens, input: 272_000, output: 10 })).toBe(272_000n * 5n + 300n);
  expect(costOf(price, { ...noTokens, input: 72_000, cacheRead: 200_001, output: 10 })).toBe(72_000n * 10n + 200_001n + 450n);
});

test('what costs a fraction of a micro is rounded up, and what is whole stays so', () => {
  const price = { input: 0.1, output: 0.7, cacheRead: 0.01, cacheWrite5m: 0.1, cacheWrite1h: 0.1, over: null };
  expect(costOf(price, { ...noTokens, input: 30 })).toBe(3n);
  expect(costOf(price, { ...noTokens, input: 31 })).toBe(4n);
  expect(costOf(price, { ...noTokens, output: 1_000_000 })).toBe(700_000n);
});

test("a file's prices go before the table's; unknown models cost what it says", () => {
  const { priceOf } = catalog({ file: { prices: { 'gpt-5.5': { input: 1, output: 2 } }, unknownModels: { input: 7, output: 8 }, upstreams: [{ name: 'local', protocol: 'openai', baseUrl: 'http://127.0.0.1:1', models: { qwen: { input: 0, output: 0 }, 'gpt-5.4': null } }] } });
  expect([priceOf('gpt-5.5')?.cacheRead, priceOf('qwen')?.output, priceOf('gpt-5.4')?.output, priceOf('never-heard-of')?.output]).toEqual([1, 0, 15, 8]);
});

test('upstreams are tried in the order of the file, those that serve the model', () => {
  const at = (name: string, more: object = {}) => ({ name, protocol: 'anthropic', baseUrl: 'http://127.0.0.1:1', ...more });
  const file = { upstreams: [at('one', { models: ['a'] }), at('two'), at('other', { protocol: 'openai' })] };
  const named = (model: string) => upstreamsFor(catalog({ file, anthropic: server }), 'anthropic', model).map(({ name }) => name);
  expect([named('a'), named('b')]).toEqual([['one', 'two'], ['two']]);
});

test.each([
  ['claude', null, { anthropic: server }, { kind: 'ok', model: 'claude-sonnet-5-5' }],
  ['claude', 'claude-opus-5-5', { anthropic: server }, { kind: 'ok', model: 'claude-opus-5-5' }],
  ['codex', null, { scriptUrl: 'http://127.0.0.1:1' }, { kind: 'ok', model: 'gpt-5.5' }],
  ['codex', 'pretend', { scriptUrl: 'http://127.0.0.1:1' }, { kind: 'ok', model: 'pretend' }],
  ['acp', null, { anthropic: server }, { kind: 'ok', model: 'claude-sonnet-5-5' }],
  ['acp', null, { openai: server }, { kind: 'ok', model: 'gpt-5.5' }],
  ['recipe', null, {}, { kind: 'ok', model: null }],
  ['claude', null, { file: { defaults: { claude: 'claude-opus-5' }, prices: {} }, anthropic: server }, { kind: 'ok', model: 'claude-opus-5' }],
  ['claude', null, {}, { kind: 'unavailable', detail: expect.stringContaining('Set ANTHROPIC_API_KEY and start it again') }],
  ['codex', null, { anthropic: server }, { kind: 'unavailable', detail: expect.stringContaining('Set OPENAI_API_KEY') }],
  ['claude', 'claude-next', { anthropic: server }, { kind: 'unavailable', detail: expect.stringContaining('"claude-next" is not a model that this server knows the price of') }],
  ['claude', null, { file: { upstreams: [{ name: 'up', protocol: 'anthropic', baseUrl: 'http://127.0.0.1:1', keyEnv: 'UNSET' }] } }, { kind: 'unavailable', detail: expect.stringContaining('set the variable UNSET') }],
  ['codex', 'claude-opus-5', { openai: server }, { kind: 'unavailable', detail: expect.stringContaining('No upstream of this server serves "claude-opus-5" to codex agents') }],
  ['codex', 'claude-opus-5', { file: { upstreams: [{ name: 'up', protocol: 'openai', baseUrl: 'http://127.0.0.1:1', models: ['claude-opus-5'] }] } }, { kind: 'ok', model: 'claude-opus-5' }],
  ['claude', null, { file: { upstreams: [{ name: 'up', protocol: 'anthropic', baseUrl: 'http://127.0.0.1:1', keyEnv: 'SET' }] } }, { kind: 'ok', model: 'claude-sonnet-5-5' }],
  ['claude', 'claude-opus-5', { file: { upstreams: [{ name: 'up', protocol: 'anthropic', baseUrl: 'http://127.0.0.1:1', models: ['claude-haiku-5-5'] }] } }, { kind: 'unavailable', detail: expect.stringContaining('No upstream of this server serves "claude-opus-5"') }],
] as const)('%s with the model %p: what is missing is told before anything is spent', (provider, model, settings, expected) => {
  expect(checkModel(catalog(settings), provider, model)).toEqual(expected);
});

test('for each provider it is told which model it has and could have, at what price, or what to do', () => {
  const [claude, codex, acp] = modelAvailability(catalog({ anthropic: server }));
  expect([claude, codex, acp]).toMatchObject([
    { provider: 'claude', model: 'claude-sonnet-5-5', missing: null, defaultMaxCostCents: 500 },
    { provider: 'codex', model: null, missing: expect.stringContaining('Set OPENAI_API_KEY'), choices: [] },
    { provider: 'acp', model: 'claude-sonnet-5-5', missing: null },
  ]);
  expect(claude?.choices).toContainEqual({ name: 'claude-opus-5', inputPrice: 5, outputPrice: 25 });
  expect(claude?.choices.filter(({ name }) => name.startsWith('gpt'))).toEqual([]);
});

test('a model that an upstream names and nothing prices can be had only where unknown ones have a price', () => {
  const upstreams = [{ name: 'local', protocol: 'openai', baseUrl: 'http://127.0.0.1:1', models: ['qwen'] }];
  const codexChoices = (file: object) => modelAvailability(catalog({ file })).find(({ provider }) => provider === 'codex')?.choices;
  expect([codexChoices({ upstreams }), codexChoices({ upstreams, unknownModels: { input: 1, output: 2 } })]).toEqual([[], [{ name: 'qwen', inputPrice: 1, outputPrice: 2 }]]);
});
