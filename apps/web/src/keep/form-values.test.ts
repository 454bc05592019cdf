import { expect, test } from 'bun:test';
import { deploymentTargets, entities, hooks, projectBudgets } from '@lime/contracts';
import { fieldShape, fieldShapes } from './field-shape.ts';
import { initialValues, readCreate, readUpdate } from './form-values.ts';

test.each(entities.map((entity) => [entity.name, entity] as const))('no field of %s has to be written as JSON', (_, { fields }) => {
  expect(fieldShapes(fields).filter(({ input }) => input.kind === 'json')).toEqual([]);
});

test('a field is asked for as its schema says', () => {
  const kinds = Object.fromEntries(fieldShapes(hooks.fields).map(({ name, input }) => [name, input.kind]));
  expect(kinds).toEqual({ name: 'text', eventType: 'choice', projectId: 'reference', runtime: 'choice', code: 'code', egress: 'words', timeoutMs: 'number', maxAttempts: 'number', enabled: 'flag' });
  expect(fieldShape('limitCents', projectBudgets.fields.limitCents)).toMatchObject({ title: 'Limit', hint: 'In dollars', input: { kind: 'money' }, optional: false });
  expect(fieldShape('softLimitCents', projectBudgets.fields.softLimitCents)).toMatchObject({ hint: 'In dollars: runs past it start with a warning', optional: true, initial: null });
});

test('what is created is what was typed; dollars become cents, and what was left out its default', () => {
  const shapes = fieldShapes(projectBudgets.fields);
  const values = { ...initialValues(shapes), projectId: '7', limitCents: '12.50' };
  expect(readCreate(projectBudgets.create, shapes, values)).toEqual({ ok: true, body: { projectId: '7', period: 'daily', provider: 'any', mode: 'any', limitCents: 1250, softLimitCents: null, enforceHardStop: true } });
});

test('what is wrong is said for people, by field, also of fields within fields', () => {
  const budget = fieldShapes(projectBudgets.fields);
  expect(readCreate(projectBudgets.create, budget, { ...initialValues(budget), limitCents: 'much' })).toEqual({ ok: false, errors: { projectId: 'This is needed', limitCents: 'Write a number' } });
  const target = fieldShapes(deploymentTargets.fields);
  const read = readCreate(deploymentTargets.create, target, { ...initialValues(target), projectId: '1', name: 'production' });
  expect(read).toMatchObject({ ok: false, errors: { 'config.url': expect.any(String) } });
});

test('a change sends what is different and the version that was read, and never what is fixed', () => {
  const shapes = fieldShapes(projectBudgets.fields);
  const row = { id: '1', projectId: '7', period: 'daily', provider: 'any', mode: 'any', limitCents: 500, softLimitCents: 400, enforceHardStop: true, version: 3 };
  const values = initialValues(shapes, row);
  expect(readUpdate(projectBudgets, shapes, values, row)).toEqual({ ok: true, body: { version: 3 } });
  expect(readUpdate(projectBudgets, shapes, { ...values, period: 'monthly', limitCents: '6', softLimitCents: '' }, row)).toEqual({ ok: true, body: { limitCents: 600, softLimitCents: null, version: 3 } });
});
