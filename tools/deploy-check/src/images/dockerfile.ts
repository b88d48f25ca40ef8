import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { ROOT } from '../support/root.js';

export interface Stage {
  name: string;
  /** An image, or a stage before it. */
  from: string;
  instructions: { keyword: string; text: string }[];
}

/** The stages of the Dockerfile, in order. */
export function readDockerfile(): Stage[] {
  const source = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(source).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') stages.push(stageOf(instruction));
    else stages.at(-1)?.instructions.push(plain(instruction, source));
  }
  return stages;
}

/** A stage with everything it inherits from the stages it is built on, the oldest first. */
export function inherited(stages: Stage[], name: string): Stage['instructions'] {
  const stage = stages.find((each) => each.name === name);
  if (!stage) return [];
  return [...inherited(stages, stage.from), ...stage.instructions];
}

function stageOf(instruction: Instruction): Stage {
  const [from = '', , name = ''] = argumentsOf(instruction);
  return { name, from, instructions: [] };
}

/** The parser keeps flags apart from arguments; here they stay together, as they are written. */
function plain(instruction: Instruction, source: string): Stage['instructions'][number] {
  const { start, end } = instruction.getRange();
  const lines = source.split('\n').slice(start.line, end.line + 1);
  const keyword = instruction.getKeyword();
  return { keyword, text: lines.join('\n').slice(keyword.length).trim() };
}

function argumentsOf(instruction: Instruction): string[] {
  return instruction.getArguments().map((argument) => argument.getValue());
}
