/**
 * `node run-onnx.mjs REQUEST` runs an ONNX file with onnxruntime-node, the engine that the studio's tests use. REQUEST is a
 * JSON file `{model, inputs: {name: {type, dims, path}}, outputs: folder}`; tensors are raw little-endian files. Prints
 * `{name: {type, dims, path}}` of the outputs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const ARRAYS = { float32: Float32Array, int64: BigInt64Array };

const { model, inputs, outputs } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const readTensor = ({ type, dims, path }) => {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return new Tensor(type, new ARRAYS[type](buffer.slice(byteOffset, byteOffset + byteLength)), dims);
};

const session = await InferenceSession.create(model);
const feeds = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, readTensor(input)]));
const written = {};
for (const [name, tensor] of Object.entries(await session.run(feeds))) {
  const path = join(outputs, `${name}.out`);
  const { buffer, byteOffset, byteLength } = tensor.data;
  writeFileSync(path, new Uint8Array(buffer, byteOffset, byteLength));
  written[name] = { type: tensor.type, dims: tensor.dims, path };
}
console.log(JSON.stringify(written));
