import { register } from 'tsx/esm/api';

/** Runs TypeScript in processes and threads that a test starts; `--import tsx` leaves threads out on Node.js 20. */
register();
