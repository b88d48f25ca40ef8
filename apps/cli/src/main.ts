#!/usr/bin/env node
import { buildProgram, runProgram } from './program.js';

process.exit(await runProgram(buildProgram(), process.argv));
