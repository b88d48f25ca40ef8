import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { PatientExporter } from './patient-exporter.js';

const OK: ExportResult = { code: ExportResultCode.SUCCESS };
const REFUSED: ExportResult = { code: ExportResultCode.FAILED, error: new Error('refused') };

it('says once that spans are not taken, however often, and once that they are again', () => {
  const results = [OK, REFUSED, REFUSED, REFUSED, OK, OK, REFUSED];
  const log: string[] = [];
  const write = (line: string) => void log.push((JSON.parse(line) as { msg: string }).msg);
  const collector = {
    export: (_: unknown, done: (result: ExportResult) => void) => done(results.shift() ?? OK),
    shutdown: async () => undefined,
  };
  const exporter = new PatientExporter(collector, pino({}, { write }));
  for (let batch = 0; batch < 7; batch++) exporter.export([], () => undefined);
  expect(log).toEqual([
    'collector takes no traces; nothing else is harmed',
    'collector takes traces again',
    'collector takes no traces; nothing else is harmed',
  ]);
});
