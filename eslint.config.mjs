import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Arrows point one way: apps use libs, and no app imports another app. */
const boundaries = [
  { sourceTag: 'kind:app', onlyDependOnLibsWithTags: ['kind:lib'] },
  { sourceTag: 'kind:e2e', onlyDependOnLibsWithTags: ['kind:lib'] },
  { sourceTag: 'kind:lib', onlyDependOnLibsWithTags: ['kind:lib'] },
];

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
  ...tseslint.configs.recommended,
  {
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], depConstraints: boundaries }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
    },
  },
);
