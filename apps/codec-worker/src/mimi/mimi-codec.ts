import { floatToInt16, int16ToFloat } from '@parley/audio';
import { OpenRejected } from '@parley/bus';
import { codesFromBytes, codesToBytes } from '@parley/protocol';
import type { CodecMetrics } from '../metrics.js';
import type { SessionCodec } from '../session/session-codec.js';
import type { MimiSlots } from './mimi-slots.js';

/**
 * A slot of Mimi as the form of a session's frames. What is emitted comes with one of the next steps.
 * @throws OpenRejected when all slots are taken.
 */
export function openMimiCodec(slots: MimiSlots, metrics: CodecMetrics): SessionCodec {
  const slot = slots.open();
  if (!slot) throw new OpenRejected('All Mimi slots of this worker are taken.');
  const { codebooks, config } = slots.mimi;
  const areCodes = (codes: Uint16Array) =>
    codes.length === codebooks && codes.every((code) => code < config.quantizer.bins);
  return {
    inSubject: 'codesIn',
    outSubject: 'codesOut',
    encode: (frame, emit) => {
      slots.assertWorking();
      const job = {
        input: int16ToFloat(frame),
        emit: (codes: Int32Array) => emit(codesToBytes(codes)),
      };
      metrics.framesOverdue.inc({ direction: 'in' }, slot.encodes.push(job));
    },
    decode: (payload, emit) => {
      slots.assertWorking();
      const codes = codesFromBytes(payload);
      if (!areCodes(codes)) return metrics.framesMalformed.inc();
      const job = {
        input: Int32Array.from(codes),
        emit: (pcm: Float32Array) => emit(floatToInt16(pcm)),
      };
      metrics.framesOverdue.inc({ direction: 'out' }, slot.decodes.push(job));
    },
    close: () => slots.release(slot),
  };
}
