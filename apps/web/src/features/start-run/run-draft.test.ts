import { describe, expect, test } from 'bun:test';
import { StartAttemptsBody, StartRunBody } from '@lime/contracts';
import { asAttempts, emptyAgent, emptyDraft, type RunDraft, readDraft } from './run-draft.ts';
import { usualOptions } from './run-options.ts';

const recipe = { ...emptyAgent, recipe: 'eslint-fix' };
const bodyOf = (draft: Partial<RunDraft>) => {
  const read = readDraft({ ...emptyDraft, url: 'x', agents: [recipe], ...draft }, '7');
  return read.ok ? read.request.body : read.errors;
};

describe('readDraft', () => {
  test('names every field that is missing or wrong', () => {
    const read = readDraft({ ...emptyDraft, options: { ...usualOptions, maxCost: 'lots' }, agents: [emptyAgent, { ...recipe, options: { as: 'json', text: '[1' } }] }, '7');
    expect(read.ok ? [] : Object.keys(read.errors).toSorted()).toEqual(['attempts.0.recipe.name', 'attempts.1.recipe.options', 'maxCostCents', 'repository.url']);
  });

  test('makes a body that the contract accepts, detecting set-up and checks unless told', () => {
    expect(StartRunBody.parse(bodyOf({ url: ' /srv/git/demo.git ', options: { ...usualOptions, maxCost: '2.50' } }))).toMatchObject({ ticketId: '7', recipe: { name: 'eslint-fix' }, repository: { url: '/srv/git/demo.git', ref: null }, setup: null, checks: null, maxCostCents: 250 });
  });

  test('a language model gets a model and no recipe', () => {
    const body = StartRunBody.parse(bodyOf({ mode: 'plan', implementAfter: true, agents: [{ ...recipe, provider: 'claude', model: ' some-model ' }] }));
    expect(body).toMatchObject({ provider: 'claude', model: 'some-model', mode: 'plan', implementAfter: true });
    expect(body).not.toHaveProperty('recipe');
  });

  test('several agents are attempts side by side, but only where there is something to compare', () => {
    const agents = [recipe, { ...emptyAgent, provider: 'claude' as const }];
    expect(StartAttemptsBody.parse(bodyOf({ agents })).attempts?.map((attempt) => attempt.provider)).toEqual(['recipe', 'claude']);
    expect(StartRunBody.parse(bodyOf({ agents, mode: 'review' }))).toMatchObject({ provider: 'recipe', mode: 'review' });
  });
});

test('what the server says of a single run’s agent stands at the first agent', () => {
  expect(asAttempts({ 'recipe.name': 'unknown recipe', model: 'unknown', maxCostCents: 'too much' })).toEqual({ 'attempts.0.recipe.name': 'unknown recipe', 'attempts.0.model': 'unknown', maxCostCents: 'too much' });
});
