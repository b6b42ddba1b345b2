//! Gradients by maps as compute shaders: how they begin, and how they go back through layers.
//!
//! Like the shaders that look (`gpu/shaders.rs`): neighbouring invocations take neighbouring channels, and sums stay in
//! registers. A 1×1 convolution goes back through the very shader that runs it forward, with its weights transposed.

use crate::backbone::gpu::shaders::{POOL_CHANNELS, STRIP, STRIP_CHANNELS, Workgroups, passes_relu6};

/// Invocations of a workgroup that copies numbers.
const COPY_LANES: u32 = 64;

/// `[pictures, channels] → [pictures, pixels, channels]`, through the ReLU6 of the last layer.
pub fn spread_shape(pictures: u32, pixels: u32, channels: u32) -> ([u32; 4], Workgroups) {
    ([pixels, channels, 0, 0], [channels.div_ceil(POOL_CHANNELS), pictures, 1])
}

/// `[pictures, output, output, channels] → [pictures, side, side, channels]`
pub fn depthwise_back_shape(pictures: u32, side: u32, output: u32, channels: u32) -> ([u32; 4], Workgroups) {
    let groups = [channels.div_ceil(STRIP_CHANNELS), side.div_ceil(STRIP), side * pictures];
    ([side, output, channels, 0], groups)
}

/// `[inputs, padded outputs] → [outputs, padded inputs]`
pub fn transpose_shape(
    inputs: u32,
    padded_inputs: u32,
    outputs: u32,
    padded_outputs: u32,
) -> ([u32; 4], Workgroups) {
    ([inputs, padded_inputs, outputs, padded_outputs], [padded_inputs.div_ceil(COPY_LANES), outputs, 1])
}

/// `[pictures, values] → [pictures, values]`, with a row of shares a picture, of which one is meant.
pub fn branch_shape(pictures: u32, values: u32, share: u32, shares: u32) -> ([u32; 4], Workgroups) {
    ([values, share, shares, 0], [values.div_ceil(COPY_LANES), pictures, 1])
}

/// A block's map, of which what its branch added counts as much as each picture's share says.
pub fn weigh_branch() -> String {
    branch(
        "@group(0) @binding(2) var<storage, read> skip: array<f32>;
@group(0) @binding(3) var<storage, read_write> map: array<f32>;",
        "map[at] = skip[at] + share * (map[at] - skip[at]);",
    )
}

/// The gradient by what such a block gives, as its branch has it.
pub fn weigh_gradient() -> String {
    branch(
        "@group(0) @binding(2) var<storage, read> gradient: array<f32>;
@group(0) @binding(3) var<storage, read_write> weighed: array<f32>;",
        "weighed[at] = share * gradient[at];",
    )
}

fn branch(bound: &str, action: &str) -> String {
    format!(
        "struct Shape {{ values: u32, share: u32, shares: u32, unused: u32 }}
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> shares: array<f32>;
{bound}
@compute @workgroup_size({COPY_LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let value = group.x * {COPY_LANES}u + local;
  if (value >= shape.values) {{ return; }}
  let share = shares[group.y * shape.shares + shape.share];
  let at = group.y * shape.values + value;
  {action}
}}
"
    )
}

/// Each place of a map has its share of what its channel's mean is told.
pub fn spread() -> String {
    format!(
        "struct Shape {{ pixels: u32, channels: u32, unused_0: u32, unused_1: u32 }}
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> of_features: array<f32>;
@group(0) @binding(2) var<storage, read> activations: array<f32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;
@compute @workgroup_size({POOL_CHANNELS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let channel = group.x * {POOL_CHANNELS}u + local;
  if (channel >= shape.channels) {{ return; }}
  let share = of_features[group.y * shape.channels + channel] / f32(shape.pixels);
  for (var pixel = 0u; pixel < shape.pixels; pixel++) {{
    let at = (group.y * shape.pixels + pixel) * shape.channels + channel;
    gradient[at] = select(0.0, share, {passed});
  }}
}}
",
        passed = passes_relu6("activations[at]"),
    )
}

/// Back through a depthwise convolution with so many zeros in front, and through the ReLU6 of what it read: a strip of
/// inputs of one channel, which reads each gradient once for all taps that met it.
pub fn depthwise_back(kernel: u32, stride: u32, before: u32) -> String {
    let each_input = |line: &dyn Fn(u32) -> String| (0..STRIP).map(line).collect::<String>();
    let weights: String = (0..kernel)
        .map(|tap| {
            format!("    let weight_{tap} = weight[(u32(tap_y) * {kernel}u + {tap}u) * shape.channels + channel];\n")
        })
        .collect();
    let [kernel_size, step, zeros] = [kernel as i32, stride as i32, before as i32];
    let first = (zeros - kernel_size + 1).div_euclid(step);
    let last = (STRIP as i32 - 1 + zeros).div_euclid(step);
    let columns: String = (first..=last)
        .map(|column| {
            let sums = each_input(&|input| match input as i32 + zeros - column * step {
                tap if (0..kernel_size).contains(&tap) => {
                    format!(" sum_{input} = fma(value, weight_{tap}, sum_{input});")
                }
                _ => String::new(),
            });
            format!(
                "    {{ let x = first_x + {column}; if (x >= 0 && x < output) {{ \
                 let value = gradient[(row + u32(x)) * shape.channels + channel];{sums} }} }}\n"
            )
        })
        .collect();
    let stores = each_input(&|input| {
        format!(
            "  if (input_x + {input}u < shape.side) {{
    let at = (group.z * shape.side + input_x + {input}u) * shape.channels + channel;
    back[at] = select(0.0, sum_{input}, {passed});
  }}\n",
            passed = passes_relu6("activations[at]"),
        )
    });
    format!(
        "struct Shape {{ side: u32, output: u32, channels: u32, unused: u32 }}
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> activations: array<f32>;
@group(0) @binding(4) var<storage, read_write> back: array<f32>;
@compute @workgroup_size({STRIP_CHANNELS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let channel = group.x * {STRIP_CHANNELS}u + local;
  if (channel >= shape.channels) {{ return; }}
  let output = i32(shape.output);
  let picture = group.z / shape.side;
  let input_y = i32(group.z % shape.side);
  let input_x = group.y * {STRIP}u;
  let first_x = i32(input_x / {stride}u);
{starts}  for (var tap_y = 0; tap_y < {kernel}; tap_y++) {{
    let from_y = input_y + {before} - tap_y;
    if (from_y < 0 || from_y % {stride} != 0 || from_y / {stride} >= output) {{ continue; }}
    let row = (picture * shape.output + u32(from_y / {stride})) * shape.output;
{weights}{columns}  }}
{stores}}}
",
        starts = each_input(&|input| format!("  var sum_{input} = 0.0;\n")),
    )
}

/// A 1×1 convolution's weights, as the same shader takes them on the way back.
pub fn transpose() -> String {
    format!(
        "struct Shape {{ inputs: u32, padded_inputs: u32, outputs: u32, padded_outputs: u32 }}
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> transposed: array<f32>;
@compute @workgroup_size({COPY_LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let column = group.x * {COPY_LANES}u + local;
  if (column >= shape.padded_inputs) {{ return; }}
  let row = group.y;
  let value = weight[min(column, shape.inputs - 1u) * shape.padded_outputs + row];
  transposed[row * shape.padded_inputs + column] = select(0.0, value, column < shape.inputs);
}}
"
    )
}

#[cfg(test)]
mod tests {
    use afterimage_kernels::Border;

    use super::depthwise_back;

    /// What the text says about which gradient meets which input by which tap is what a convolution's forward way says.
    #[test]
    fn the_way_back_meets_every_tap_once() {
        for (side, kernel, stride) in [(8, 3, 1), (8, 3, 2), (7, 3, 2), (8, 5, 1), (8, 5, 2), (9, 5, 2)] {
            let before = Border::same(side, kernel, stride).before;
            let text = depthwise_back(kernel as u32, stride as u32, before as u32);
            let mut met = Vec::new();
            for line in text.lines().filter(|line| line.contains("let x = first_x + ")) {
                let number =
                    |text: &str| text.split([' ', ';', ',']).next().and_then(|text| text.parse().ok());
                let column: i32 = line.split("first_x + ").nth(1).and_then(number).unwrap_or(i32::MAX);
                for sum in line.split(" sum_").skip(1).filter(|sum| sum.contains("fma")) {
                    let tap = sum.split("weight_").nth(1).and_then(number);
                    met.push((number(sum).unwrap_or(-1), column, tap.unwrap_or(-1)));
                }
            }
            let mut expected = Vec::new();
            let (stride, before) = (stride as i32, before as i32);
            for column in -8..8 {
                for tap in 0..kernel as i32 {
                    let input = column * stride + tap - before;
                    if (0..4).contains(&input) {
                        expected.push((input, column, tap));
                    }
                }
            }
            met.sort_unstable();
            expected.sort_unstable();
            assert_eq!(met, expected, "side {side}, kernel {kernel}, stride {stride}");
        }
    }
}
