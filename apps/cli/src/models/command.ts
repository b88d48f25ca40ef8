import type { Command } from 'commander';
import { addList } from './list-command.js';
import { addPrepare } from './prepare-command.js';
import { addPull } from './pull-command.js';

export function addModels(program: Command): void {
  const models = program.command('models').description('Fetch and prepare models.');
  addPull(models);
  addPrepare(models);
  addList(models);
}
