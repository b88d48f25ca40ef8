/**
 * ONNX Runtime looks up a host and writes a device id as soon as its library loads, unless this says no. Imported before
 * anything that loads it (https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md).
 */
process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
