//! Gradients by weights and biases as compute shaders.
//!
//! Each is a long sum over the places of all pictures. It is cut into slices, which are summed side by side into
//! memory of their own, and then added up; there are no atomics, so that the sum is always the same.

use super::memory::slices;
use crate::backbone::gpu::shaders::{
    CHANNEL_BLOCK, LANES, PIXEL_TILES, STRIP_CHANNELS, TILE_CHANNELS, Workgroups,
};

/// Inputs of a 1×1 convolution that an invocation computes.
const TILE_ROWS: u32 = 4;
/// Fewest places in a slice of a 1×1 convolution.
const LEAST_PLACES: u32 = 64;
/// Fewest lines in a slice of the others.
const LEAST_LINES: u32 = 4;
/// Invocations of a workgroup that adds slices up.
const SUM_LANES: u32 = 64;

/// What a shader is told, its workgroups, and into how many slices it sums.
pub type Sliced = ([u32; 8], Workgroups, u32);

/// `[places, inputs]ᵀ × [places, outputs] → [slices, inputs + 1, padded outputs]`; the last row is the bias.
pub fn products_shape(places: u32, inputs: u32, outputs: u32) -> Sliced {
    let padded = outputs.next_multiple_of(CHANNEL_BLOCK);
    let [length, slices] = slices(places, (inputs + 1) * padded, LEAST_PLACES);
    let groups = [padded / CHANNEL_BLOCK, (inputs + 1).div_ceil(TILE_ROWS * PIXEL_TILES), slices];
    ([places, inputs, outputs, padded, length, 0, 0, 0], groups, slices)
}

/// A depthwise convolution's map of `side` and its gradient of `output` places a side →
/// `[slices, taps + 1, channels]`; the last row is the bias.
pub fn taps_shape(pictures: u32, side: u32, output: u32, channels: u32, kernel: u32, before: u32) -> Sliced {
    let lines = pictures * output;
    let [length, slices] = slices(lines, (kernel * kernel + 1) * channels, LEAST_LINES);
    let groups = [channels.div_ceil(STRIP_CHANNELS), kernel + 1, slices];
    ([side, output, channels, before, lines, length, 0, 0], groups, slices)
}

/// The picture and the stem's gradient → `[slices, 9 taps × 3 colours + 1, 32]`.
pub fn stem_taps_shape(pictures: u32, side: u32, output: u32, before: u32) -> Sliced {
    let lines = pictures * output;
    let [length, slices] = slices(lines, 28 * STRIP_CHANNELS, LEAST_LINES);
    ([side, output, STRIP_CHANNELS, before, lines, length, 0, 0], [1, 4, slices], slices)
}

/// `[slices, weights + biases]` is added to the gradients, weights from `weight_at` on and biases from `bias_at` on.
pub fn sum_shape(
    weights: u32,
    biases: u32,
    slices: u32,
    weight_at: u32,
    bias_at: u32,
) -> ([u32; 8], Workgroups) {
    let numbers = weights + biases;
    let told = [weights, numbers, slices, weight_at, bias_at, 0, 0, 0];
    (told, [numbers.div_ceil(SUM_LANES), 1, 1])
}

/// Of a 1×1 convolution. The tile is written out, as in the shader that runs it forward.
pub fn products() -> String {
    let each_row = |line: &dyn Fn(u32) -> String| (0..TILE_ROWS).map(line).collect::<String>();
    let each_channel = |line: &dyn Fn(u32) -> String| (0..TILE_CHANNELS).map(line).collect::<String>();
    let each =
        |line: &dyn Fn(u32, u32) -> String| each_row(&|row| each_channel(&|channel| line(row, channel)));
    let rows = each_row(&|row| {
        format!(
            "  let from_{row} = min(first_row + {row}u, shape.inputs - 1u);
  let is_bias_{row} = first_row + {row}u == shape.inputs;\n"
        )
    });
    let channels = each_channel(&|channel| {
        format!("  let to_{channel} = min(channel + {}u, shape.outputs - 1u);\n", channel * LANES)
    });
    let values = each_row(&|row| {
        format!(
            "    let value_{row} = select(input[place * shape.inputs + from_{row}], 1.0, is_bias_{row});\n"
        )
    });
    let gradients = each_channel(&|channel| {
        format!("    let of_sum_{channel} = gradient[place * shape.outputs + to_{channel}];\n")
    });
    let sums = each(&|row, channel| {
        format!("    sum_{row}_{channel} = fma(value_{row}, of_sum_{channel}, sum_{row}_{channel});\n")
    });
    let stores = each_row(&|row| {
        let stores = each_channel(&|channel| {
            let offset = channel * LANES;
            format!(
                "    sums[at + {offset}u] = select(0.0, sum_{row}_{channel}, channel + {offset}u < shape.outputs);\n"
            )
        });
        format!(
            "  if (first_row + {row}u <= shape.inputs) {{
    let at = (group.z * (shape.inputs + 1u) + first_row + {row}u) * shape.padded + channel;\n{stores}  }}\n"
        )
    });
    format!(
        "struct Shape {{ places: u32, inputs: u32, outputs: u32, padded: u32,
  length: u32, unused_0: u32, unused_1: u32, unused_2: u32 }}
{bindings}@compute @workgroup_size({workgroup})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let channel = group.x * {CHANNEL_BLOCK}u + local % {LANES}u;
  let first_row = (group.y * {PIXEL_TILES}u + local / {LANES}u) * {TILE_ROWS}u;
  if (first_row > shape.inputs) {{ return; }}
{rows}{channels}{starts}  let end = min((group.z + 1u) * shape.length, shape.places);
  for (var place = group.z * shape.length; place < end; place++) {{
{values}{gradients}{sums}  }}
{stores}}}
",
        bindings = bindings(),
        workgroup = LANES * PIXEL_TILES,
        starts = each(&|row, channel| format!("  var sum_{row}_{channel} = 0.0;\n")),
    )
}

/// Of a depthwise convolution: one line of taps of one channel an invocation, or its bias.
pub fn taps(kernel: u32, stride: u32) -> String {
    let each_tap = |line: &dyn Fn(u32) -> String| (0..kernel).map(line).collect::<String>();
    let sums = each_tap(&|tap| {
        format!(
            "      {{ let x = first_x + {tap}; if (x >= 0 && x < side) {{ \
             sum_{tap} = fma(input[(row + u32(x)) * shape.channels + channel], of_sum, sum_{tap}); }} }}\n"
        )
    });
    let stores = each_tap(&|tap| {
        format!("  sums[at + (group.y * {kernel}u + {tap}u) * shape.channels] = sum_{tap};\n")
    });
    format!(
        "{head}@compute @workgroup_size({STRIP_CHANNELS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let channel = group.x * {STRIP_CHANNELS}u + local;
  if (channel >= shape.channels) {{ return; }}
  let at = group.z * {rows}u * shape.channels + channel;
  let begin = group.z * shape.length;
  let end = min(begin + shape.length, shape.lines);
  if (group.y == {kernel}u) {{
    sums[at + {taps}u * shape.channels] = bias_sum(begin, end, channel);
    return;
  }}
  let side = i32(shape.side);
{starts}  for (var line = begin; line < end; line++) {{
    let y = i32(line % shape.output * {stride}u + group.y) - i32(shape.before);
    if (y < 0 || y >= side) {{ continue; }}
    let row = (line / shape.output * shape.side + u32(y)) * shape.side;
    for (var output_x = 0u; output_x < shape.output; output_x++) {{
      let of_sum = gradient[(line * shape.output + output_x) * shape.channels + channel];
      let first_x = i32(output_x * {stride}u) - i32(shape.before);
{sums}    }}
  }}
{stores}}}
",
        head = lines_head(),
        rows = kernel * kernel + 1,
        taps = kernel * kernel,
        starts = each_tap(&|tap| format!("  var sum_{tap} = 0.0;\n")),
    )
}

/// Of the first convolution: one line of taps of all colours an invocation, or its bias.
pub fn stem_taps() -> String {
    let each = |line: &dyn Fn(u32, u32) -> String| {
        (0..3).map(|tap| (0..3).map(|colour| line(tap, colour)).collect::<String>()).collect::<String>()
    };
    let sums: String = (0..3)
        .map(|tap| {
            let colours: String = (0..3)
                .map(|colour| {
                    format!(
                        " sum_{tap}_{colour} = fma(input[first + {colour}u], of_sum, sum_{tap}_{colour});"
                    )
                })
                .collect();
            format!(
                "      {{ let x = first_x + {tap}; if (x >= 0 && x < side) {{ \
                 let first = (row + u32(x)) * 3u;{colours} }} }}\n"
            )
        })
        .collect();
    let stores = each(&|tap, colour| {
        format!(
            "  sums[at + (group.y * 9u + {}u) * {STRIP_CHANNELS}u] = sum_{tap}_{colour};\n",
            tap * 3 + colour
        )
    });
    format!(
        "{head}@compute @workgroup_size({STRIP_CHANNELS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) channel: u32) {{
  let at = group.z * {rows}u + channel;
  let begin = group.z * shape.length;
  let end = min(begin + shape.length, shape.lines);
  if (group.y == 3u) {{
    sums[at + {last}u] = bias_sum(begin, end, channel);
    return;
  }}
  let side = i32(shape.side);
{starts}  for (var line = begin; line < end; line++) {{
    let y = i32(line % shape.output * 2u + group.y) - i32(shape.before);
    if (y < 0 || y >= side) {{ continue; }}
    let row = (line / shape.output * shape.side + u32(y)) * shape.side;
    for (var output_x = 0u; output_x < shape.output; output_x++) {{
      let of_sum = gradient[(line * shape.output + output_x) * {STRIP_CHANNELS}u + channel];
      let first_x = i32(output_x * 2u) - i32(shape.before);
{sums}    }}
  }}
{stores}}}
",
        head = lines_head(),
        rows = 28 * STRIP_CHANNELS,
        last = 27 * STRIP_CHANNELS,
        starts = each(&|tap, colour| format!("  var sum_{tap}_{colour} = 0.0;\n")),
    )
}

/// Adds the slices up, and to what other pictures said before.
pub fn sum() -> String {
    format!(
        "struct Shape {{ weights: u32, numbers: u32, slices: u32, weight_at: u32,
  bias_at: u32, unused_0: u32, unused_1: u32, unused_2: u32 }}
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> sums: array<f32>;
@group(0) @binding(2) var<storage, read_write> gradients: array<f32>;
@compute @workgroup_size({SUM_LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let index = group.x * {SUM_LANES}u + local;
  if (index >= shape.numbers) {{ return; }}
  let of_bias = shape.bias_at + max(index, shape.weights) - shape.weights;
  let at = select(of_bias, shape.weight_at + index, index < shape.weights);
  var sum = gradients[at];
  for (var slice = 0u; slice < shape.slices; slice++) {{
    sum += sums[slice * shape.numbers + index];
  }}
  gradients[at] = sum;
}}
"
    )
}

fn bindings() -> &'static str {
    "@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read> gradient: array<f32>;
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;
"
}

/// What the shaders that go through lines begin with; lines are counted through all pictures.
fn lines_head() -> String {
    format!(
        "struct Shape {{ side: u32, output: u32, channels: u32, before: u32,
  lines: u32, length: u32, unused_0: u32, unused_1: u32 }}
{bindings}fn bias_sum(begin: u32, end: u32, channel: u32) -> f32 {{
  var sum = 0.0;
  for (var place = begin * shape.output; place < end * shape.output; place++) {{
    sum += gradient[place * shape.channels + channel];
  }}
  return sum;
}}
",
        bindings = bindings(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::memory::MOST_PARTIAL_NUMBERS;
    use super::{products_shape, stem_taps_shape, sum_shape, taps_shape};

    #[test]
    fn slices_cover_every_place_and_have_room() {
        // The last layers of EfficientNet-Lite0 on 16 pictures of 224 pixels, its first, and one picture of one place.
        for (places, inputs, outputs) in [(784, 320, 1280), (784, 1152, 192), (200_704, 16, 96), (1, 8, 24)] {
            let (told, groups, slices) = products_shape(places, inputs, outputs);
            assert!(told[4] * slices >= places && told[4] * (slices - 1) < places, "{told:?}");
            assert!(slices * (inputs + 1) * told[3] <= MOST_PARTIAL_NUMBERS.max((inputs + 1) * told[3]));
            assert!(groups[0] * 16 >= outputs && groups[1] * 32 > inputs && groups[2] == slices);
        }
        for (pictures, side, output, channels, kernel) in
            [(16, 7, 7, 1152, 5), (16, 112, 112, 32, 3), (3, 112, 56, 96, 3), (1, 2, 1, 672, 5)]
        {
            let (told, groups, slices) = taps_shape(pictures, side, output, channels, kernel, 1);
            assert_eq!(told[4], pictures * output);
            assert!(told[5] * slices >= told[4] && told[5] * (slices - 1) < told[4], "{told:?}");
            assert!(groups[0] * 32 >= channels && groups[1] == kernel + 1 && groups[2] == slices);
            let (told, _, slices) = stem_taps_shape(pictures, side, output, 0);
            assert!(told[5] * slices >= told[4] && told[5] * (slices - 1) < told[4], "{told:?}");
        }
        let (told, groups) = sum_shape(1000, 24, 3, 2048, 4096);
        assert_eq!((told[1], groups), (1024, [16, 1, 1]));
    }
}
