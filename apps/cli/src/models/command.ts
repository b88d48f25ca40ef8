import type { Command } from 'commander';
import { addPrepare } from './prepare-command.js';

export function addModels(program: Command): void {
  const models = program.command('models').description('Fetch and prepare models.');
  addPrepare(models);
}
