// For repositories that have no ESLint of their own: rules whose fixes keep the meaning of the code.
import typescript from '@typescript-eslint/parser';

const rules = {
  'dot-notation': 'error',
  'no-extra-boolean-cast': 'error',
  'no-lonely-if': 'error',
  'no-undef-init': 'error',
  'no-unneeded-ternary': 'error',
  'no-useless-computed-key': 'error',
  'no-useless-rename': 'error',
  'no-useless-return': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'operator-assignment': 'error',
  'prefer-arrow-callback': 'error',
  'prefer-const': 'error',
  'prefer-exponentiation-operator': 'error',
  'prefer-numeric-literals': 'error',
  'prefer-object-spread': 'error',
  'prefer-template': 'error',
};

export default [
  { ignores: ['**/node_modules/**', '**/dist/**', '**/build/**', '**/coverage/**', '**/vendor/**', '**/*.min.js'] },
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
  { files: ['**/*.{js,mjs,jsx}'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } }, rules },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' }, rules },
  { files: ['**/*.{ts,mts,cts,tsx}'], languageOptions: { parser: typescript }, rules },
];
