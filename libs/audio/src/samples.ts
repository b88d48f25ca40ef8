/** Full scale is 1.0; what is louder is clipped. */
export function floatToInt16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) =>
    Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))),
  );
}

/** Samples from -1.0 to just below 1.0. */
export function int16ToFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768);
}

/** The mean of all channels; a single channel is returned as it is. */
export function toMono(channels: Float32Array[]): Float32Array {
  const [first, ...others] = channels;
  if (!first) return new Float32Array();
  if (others.length === 0) return first;
  return first.map(
    (sample, i) =>
      others.reduce((sum, channel) => sum + (channel[i] ?? 0), sample) / channels.length,
  );
}

/** Level of 16-bit or float samples: 0 is a full-scale square wave, -Infinity silence. */
export function rmsDbfs(samples: Int16Array | Float32Array): number {
  const fullScale = samples instanceof Int16Array ? 32_768 : 1;
  let power = 0;
  for (const sample of samples) power += (sample / fullScale) ** 2;
  return samples.length === 0 ? -Infinity : 10 * Math.log10(power / samples.length);
}
