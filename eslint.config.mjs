import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { retiredWords } from './scripts/lint/retired-words.mjs';

/** Arrows point one way: apps use libs, no app imports another app, and a lower layer knows nothing of a higher one. */
const boundaries = [
  { sourceTag: 'kind:app', onlyDependOnLibsWithTags: ['kind:lib'] },
  { sourceTag: 'kind:e2e', onlyDependOnLibsWithTags: ['kind:lib'] },
  { sourceTag: 'kind:lib', onlyDependOnLibsWithTags: ['kind:lib'] },
  // formats of the wire, the bus and the environment: they depend on nothing else
  { sourceTag: 'layer:contract', onlyDependOnLibsWithTags: ['layer:contract'] },
  // audio and models are pure: no bus, no HTTP, no environment
  { sourceTag: 'layer:model', onlyDependOnLibsWithTags: ['layer:model'] },
  { sourceTag: 'layer:transport', onlyDependOnLibsWithTags: ['layer:contract', 'layer:transport'] },
];

const production = {
  files: ['**/src/**/*.{ts,tsx}'],
  ignores: ['**/*.test.*', '**/*.contract.ts', '**/testing/**'],
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.nx/**',
      '**/vitest*.config.ts',
      '**/vite.config.ts',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], depConstraints: boundaries }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // ports are written with method syntax, and closures implement them as often as classes do
      '@typescript-eslint/unbound-method': 'off',
      // a port's method is async for those adapters that have to wait
      '@typescript-eslint/require-await': 'off',
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...retiredWords],
      'max-lines': ['error', { max: 300 }],
    },
  },
  {
    ...production,
    rules: { 'max-lines-per-function': ['error', { max: 50, skipComments: true }] },
  },
  {
    // expect.any and what a test reads from JSON are `any`; the assertions check them
    files: ['**/*.test.{ts,tsx}', '**/testing/**', '**/*.contract.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // what a foreign function takes and gives has no types
    files: ['**/ort/*.ts', '**/pocketsphinx/library.ts', '**/flite/flite-library.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-redundant-type-constituents': 'off',
    },
  },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
);
