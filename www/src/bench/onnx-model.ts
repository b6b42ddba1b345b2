/** Writes the network as an ONNX file: convolutions with explicit padding, ReLU6 as Clip, the mean over all places. */
import { type ConvolutionStep, efficientNetLite0, FEATURE_LENGTH, samePadding } from "./architecture";
import { type NamedTensor, type Network, tensorNamed } from "./network-file";
import {
  bytesField,
  bytesFromMessage,
  integerField,
  integersField,
  type Message,
  message,
  messageField,
  textField,
} from "./protobuf";

export const ONNX_INPUT = "pictures";
export const ONNX_OUTPUT = "features";

/** IR version 8 came with operator set 15 to 18; both are old enough for every runtime in use. */
const IR_VERSION = 8;
const OPERATOR_SET = 17;

/** The numbers of onnx.proto3. */
const MODEL = { irVersion: 1, producerName: 2, graph: 7, operatorSet: 8 };
const OPERATOR_SET_ID = { version: 2 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 };
const ATTRIBUTE = { name: 1, integer: 3, integers: 8, type: 20 };
const ATTRIBUTE_TYPE = { integer: 2, integers: 7 };
const TENSOR = { dimension: 1, dataType: 2, name: 8, rawData: 9 };
const VALUE = {
  name: 1,
  type: 2,
  tensorType: 1,
  elementType: 1,
  shape: 2,
  dimension: 1,
  length: 1,
  symbol: 2,
};
const FLOAT32 = 1;

/** `pictures [batch, 3, side, side]` → `features [batch, 1280]`, for any batch and any multiple of 32 as side. */
export function onnxModel(network: Network): Uint8Array<ArrayBuffer> {
  const nodes: Message[] = [];
  const tensors: NamedTensor[] = [scalar("zero", 0), scalar("six", 6)];
  let activations = ONNX_INPUT;
  for (const { steps, hasSkip } of efficientNetLite0()) {
    const blockInput = activations;
    for (const step of steps) {
      tensors.push(tensorNamed(network, `${step.name}.weight`), tensorNamed(network, `${step.name}.bias`));
      nodes.push(convolution(step, activations));
      activations = step.name;
      if (!step.isActivated) continue;
      nodes.push(node("Clip", [activations, "zero", "six"], `${step.name}.relu6`));
      activations = `${step.name}.relu6`;
    }
    if (!hasSkip) continue;
    nodes.push(node("Add", [activations, blockInput], `${activations}.sum`));
    activations = `${activations}.sum`;
  }
  nodes.push(node("GlobalAveragePool", [activations], "mean"));
  nodes.push(node("Flatten", ["mean"], ONNX_OUTPUT));
  const graph = message(
    ...nodes.map((inner) => messageField(GRAPH.node, inner)),
    textField(GRAPH.name, "efficientnet-lite0"),
    ...tensors.map((tensor) => messageField(GRAPH.initializer, initializer(tensor))),
    messageField(GRAPH.input, value(ONNX_INPUT, ["batch", 3, "side", "side"])),
    messageField(GRAPH.output, value(ONNX_OUTPUT, ["batch", FEATURE_LENGTH])),
  );
  return bytesFromMessage(
    message(
      integerField(MODEL.irVersion, IR_VERSION),
      textField(MODEL.producerName, "afterimage-bench"),
      messageField(MODEL.graph, graph),
      messageField(MODEL.operatorSet, integerField(OPERATOR_SET_ID.version, OPERATOR_SET)),
    ),
  );
}

function convolution(step: ConvolutionStep, input: string): Message {
  const [before, after] = samePadding(step);
  return node("Conv", [input, `${step.name}.weight`, `${step.name}.bias`], step.name, [
    integersAttribute("kernel_shape", [step.kernel, step.kernel]),
    integersAttribute("strides", [step.stride, step.stride]),
    integersAttribute("pads", [before, before, after, after]),
    integerAttribute("group", step.isDepthwise ? step.channelsIn : 1),
  ]);
}

/** A node has one output here, and is called as that. */
function node(operator: string, inputs: string[], output: string, attributes: Message[] = []): Message {
  return message(
    ...inputs.map((input) => textField(NODE.input, input)),
    textField(NODE.output, output),
    textField(NODE.name, output),
    textField(NODE.operator, operator),
    ...attributes.map((attribute) => messageField(NODE.attribute, attribute)),
  );
}

function integerAttribute(name: string, integer: number): Message {
  return message(
    textField(ATTRIBUTE.name, name),
    integerField(ATTRIBUTE.integer, integer),
    integerField(ATTRIBUTE.type, ATTRIBUTE_TYPE.integer),
  );
}

function integersAttribute(name: string, integers: number[]): Message {
  return message(
    textField(ATTRIBUTE.name, name),
    integersField(ATTRIBUTE.integers, integers),
    integerField(ATTRIBUTE.type, ATTRIBUTE_TYPE.integers),
  );
}

function initializer({ name, shape, values }: NamedTensor): Message {
  return message(
    integersField(TENSOR.dimension, shape),
    integerField(TENSOR.dataType, FLOAT32),
    textField(TENSOR.name, name),
    bytesField(TENSOR.rawData, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  );
}

/** A dimension is a length, or the name of one that is known only when the network runs. */
function value(name: string, dimensions: (string | number)[]): Message {
  const shape = message(
    ...dimensions.map((dimension) =>
      messageField(
        VALUE.dimension,
        typeof dimension === "number"
          ? integerField(VALUE.length, dimension)
          : textField(VALUE.symbol, dimension),
      ),
    ),
  );
  const tensorType = message(integerField(VALUE.elementType, FLOAT32), messageField(VALUE.shape, shape));
  return message(
    textField(VALUE.name, name),
    messageField(VALUE.type, messageField(VALUE.tensorType, tensorType)),
  );
}

function scalar(name: string, number: number): NamedTensor {
  return { name, shape: [], values: Float32Array.of(number) };
}
