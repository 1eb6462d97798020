import { StudioError } from '../../errors.ts';
import type { OnnxGraph, OnnxNode, StoredTensor, TensorInfo } from '../types.ts';
import {
  DimensionField,
  GraphField,
  ModelField,
  OpsetField,
  ShapeField,
  TensorTypeField,
  TypeField,
  ValueInfoField,
} from './onnx-fields.ts';
import { readFields, readInt64 } from './read-fields.ts';
import { readEntry, readNode } from './read-node.ts';
import { readTensor } from './read-tensor.ts';

/**
 * Reads the main graph of an ONNX file (ModelProto, onnx.proto). Tensor bytes are views of `bytes`, never copies, so a
 * file of gigabytes costs no more than its graph. A file with fragments appended reads as ONNX Runtime reads it: the
 * graphs merge and their lists concatenate.
 * @throws StudioError `model-corrupt` if the bytes are no ONNX model or end too early.
 */
export function readOnnxGraph(bytes: Uint8Array): OnnxGraph {
  try {
    return readModel(bytes);
  } catch (error) {
    if (error instanceof StudioError) throw error;
    // Any other throw comes from the wire reader, and means that the bytes break off or break the wire format.
    throw corrupt(bytes, error instanceof Error ? error.message : String(error), error);
  }
}

function readModel(bytes: Uint8Array): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const initialisers = new Map<string, StoredTensor>();
  const inputs: TensorInfo[] = [];
  const outputs: TensorInfo[] = [];
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  const readGraph = (graph: Uint8Array) =>
    readFields(graph, {
      [GraphField.node]: (reader) => nodes.push(readNode(reader.bytes())),
      [GraphField.initialiser]: (reader) => {
        const tensor = readTensor(reader.bytes());
        initialisers.set(tensor.name, tensor);
      },
      [GraphField.input]: (reader) => inputs.push(readValueInfo(reader.bytes())),
      [GraphField.output]: (reader) => outputs.push(readValueInfo(reader.bytes())),
    });
  readFields(bytes, {
    [ModelField.graph]: (reader) => readGraph(reader.bytes()),
    [ModelField.opsetImport]: (reader) => opsets.set(...readOpset(reader.bytes())),
    [ModelField.metadataProps]: (reader) => metadata.set(...readEntry(reader.bytes())),
  });
  if (nodes.length === 0 || outputs.length === 0 || opsets.size === 0) {
    throw corrupt(
      bytes,
      `${nodes.length} nodes, ${outputs.length} graph outputs and ${opsets.size} operator sets in it`,
    );
  }
  return {
    nodes,
    initialisers,
    inputs: inputs.filter(({ name }) => !initialisers.has(name)),
    outputs,
    opsets,
    metadata,
  };
}

function readOpset(bytes: Uint8Array): [domain: string, version: number] {
  let domain = '';
  let version = 0;
  readFields(bytes, {
    [OpsetField.domain]: (reader) => {
      domain = reader.string();
    },
    [OpsetField.version]: (reader) => {
      version = readInt64(reader);
    },
  });
  return [domain === 'ai.onnx' ? '' : domain, version];
}

function readValueInfo(bytes: Uint8Array): TensorInfo {
  let name = '';
  let dataType = 0;
  const shape: (number | string)[] = [];
  const readTensorType = (type: Uint8Array) =>
    readFields(type, {
      [TensorTypeField.elementType]: (reader) => {
        dataType = reader.int32();
      },
      [TensorTypeField.shape]: (reader) =>
        readFields(reader.bytes(), {
          [ShapeField.dimension]: (dimension) => shape.push(readDimension(dimension.bytes())),
        }),
    });
  readFields(bytes, {
    [ValueInfoField.name]: (reader) => {
      name = reader.string();
    },
    [ValueInfoField.type]: (reader) =>
      readFields(reader.bytes(), { [TypeField.tensor]: (type) => readTensorType(type.bytes()) }),
  });
  return { name, dataType, shape };
}

function readDimension(bytes: Uint8Array): number | string {
  let dimension: number | string = '';
  readFields(bytes, {
    [DimensionField.value]: (reader) => {
      dimension = readInt64(reader);
    },
    [DimensionField.parameter]: (reader) => {
      dimension = reader.string();
    },
  });
  return dimension;
}

function corrupt(bytes: Uint8Array, found: string, cause?: unknown): StudioError {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 24)).replace(/[^\x20-\x7e]/g, '·');
  return new StudioError(
    {
      code: 'model-corrupt',
      message:
        `Expected an ONNX model; found ${bytes.byteLength} bytes beginning "${head}": ${found}. ` +
        'The file is incomplete or of another kind: load or export it again.',
      details: { bytes: bytes.byteLength },
    },
    cause === undefined ? {} : { cause },
  );
}
