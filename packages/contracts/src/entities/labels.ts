import { z } from 'zod';
import { defineEntity } from '../entity.ts';

export const labels = defineEntity({
  name: 'labels',
  one: 'label',
  title: 'Labels',
  about: 'Words to sort tickets by, in all projects.',
  fields: {
    name: z.string().trim().min(1).max(50).meta({ title: 'Name', examples: ['bug'] }),
    color: z.string().regex(/^#[0-9a-f]{6}$/, 'a colour such as #d73a4a, in small letters').default('#6b7280').meta({ title: 'Colour', examples: ['#d73a4a'] }),
  },
  fixed: [],
  extra: {},
  filters: ['name'],
});
