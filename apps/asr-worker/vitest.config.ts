import { configWithChildren } from '../../vitest.shared.ts';

export default configWithChildren;
