//! The network's layers as compute shaders in WGSL, and how many workgroups each needs.
//!
//! Activations lie channel-last. Neighbouring invocations take neighbouring channels, so that their reads of
//! weights and their writes are contiguous and their reads of the input are the same address; each keeps a
//! small tile of sums in registers. There is no shared memory and no barrier: those cost more on software
//! adapters than they save on hardware for a network this small.

/// Pixels an invocation of a 1×1 convolution computes.
const TILE_PIXELS: u32 = 4;
/// Output channels it computes, `LANES` apart.
pub const TILE_CHANNELS: u32 = 4;
/// Invocations with neighbouring channels; a software adapter runs so many at once.
pub const LANES: u32 = 4;
/// Groups of lanes with neighbouring tiles of pixels in a workgroup.
pub const PIXEL_TILES: u32 = 8;
/// Channels of a 1×1 convolution are filled up to a multiple of this.
pub const CHANNEL_BLOCK: u32 = TILE_CHANNELS * LANES;
/// Neighbouring outputs of a line that an invocation of the stem or of a depthwise convolution computes.
pub const STRIP: u32 = 4;
/// Channels, one an invocation, in a workgroup of the stem or of a depthwise convolution.
pub const STRIP_CHANNELS: u32 = 32;
/// Channels, one an invocation, in a workgroup of the pooling.
pub const POOL_CHANNELS: u32 = 64;

/// What a kernel's numbers mean, in this order, is said by its shader's `Shape`.
pub type Shape = [u32; 4];
/// Workgroups in each direction.
pub type Workgroups = [u32; 3];

/// What follows the sums of a 1×1 convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointwiseEnd {
    Relu6,
    Nothing,
    AddSkip,
    /// Of a gradient on its way back: only where this ReLU6 let values through.
    ThroughRelu6,
}

/// `[pixels, inputs] × [inputs, padded outputs] → [pixels, outputs]`; `pixels` is at least 1.
pub fn pointwise_shape(pixels: u32, inputs: u32, outputs: u32) -> (Shape, Workgroups) {
    let padded = outputs.next_multiple_of(CHANNEL_BLOCK);
    let groups = [padded / CHANNEL_BLOCK, pixels.div_ceil(TILE_PIXELS * PIXEL_TILES), 1];
    ([pixels, inputs, outputs, padded], groups)
}

/// `[pictures, side, side, channels] → [pictures, output, output, channels]`, with `before` zeros in front.
pub fn depthwise_shape(
    pictures: u32,
    side: u32,
    output: u32,
    channels: u32,
    before: u32,
) -> (Shape, Workgroups) {
    let groups = [channels.div_ceil(STRIP_CHANNELS), output.div_ceil(STRIP), output * pictures];
    ([side, output, channels, before], groups)
}

/// `[pictures, side, side]` packed RGBA → `[pictures, output, output, 32]`
pub fn stem_shape(pictures: u32, side: u32, output: u32, before: u32) -> (Shape, Workgroups) {
    ([side, output, STRIP_CHANNELS, before], [output.div_ceil(STRIP), output, pictures])
}

/// `[pictures, pixels, channels] → [pictures, channels]`
pub fn pool_shape(pictures: u32, pixels: u32, channels: u32) -> (Shape, Workgroups) {
    ([pixels, channels, 0, 0], [channels.div_ceil(POOL_CHANNELS), pictures, 1])
}

/// A 1×1 convolution. The tile is written out, because a loop over an array of sums would keep the sums in
/// memory wherever the driver does not unroll it.
pub fn pointwise(end: PointwiseEnd) -> String {
    let each_pixel = |line: &dyn Fn(u32) -> String| (0..TILE_PIXELS).map(line).collect::<String>();
    let each_channel = |line: &dyn Fn(u32) -> String| (0..TILE_CHANNELS).map(line).collect::<String>();
    let each = |line: &dyn Fn(u32, u32) -> String| {
        each_pixel(&|pixel| each_channel(&|channel| line(pixel, channel)))
    };
    let skip_binding = match end {
        PointwiseEnd::AddSkip | PointwiseEnd::ThroughRelu6 => {
            "@group(0) @binding(5) var<storage, read> skip: array<f32>;"
        }
        _ => "",
    };
    let finished = |pixel: u32, channel: u32| match end {
        PointwiseEnd::Relu6 => format!("clamp(sum_{pixel}_{channel}, 0.0, 6.0)"),
        PointwiseEnd::Nothing => format!("sum_{pixel}_{channel}"),
        PointwiseEnd::AddSkip => format!("sum_{pixel}_{channel} + skip[at + {}u]", channel * LANES),
        PointwiseEnd::ThroughRelu6 => {
            let passed = passes_relu6(&format!("skip[at + {}u]", channel * LANES));
            format!("select(0.0, sum_{pixel}_{channel}, {passed})")
        }
    };
    let rows = each_pixel(&|pixel| {
        format!("  let row_{pixel} = min(first_pixel + {pixel}u, shape.pixels - 1u) * shape.inputs;\n")
    });
    let biases = each(&|pixel, channel| {
        format!("  var sum_{pixel}_{channel} = bias[channel + {}u];\n", channel * LANES)
    });
    let weights = each_channel(&|channel| {
        format!("    let weight_{channel} = weight[at_weight + {}u];\n", channel * LANES)
    });
    let values = each_pixel(&|pixel| format!("    let value_{pixel} = input[row_{pixel} + index];\n"));
    let sums = each(&|pixel, channel| {
        format!("    sum_{pixel}_{channel} = fma(value_{pixel}, weight_{channel}, sum_{pixel}_{channel});\n")
    });
    let stores = each_pixel(&|pixel| {
        let stores = each_channel(&|channel| {
            let value = finished(pixel, channel);
            let offset = channel * LANES;
            format!("    if (channel + {offset}u < shape.outputs) {{ output[at + {offset}u] = {value}; }}\n")
        });
        format!(
            "  if (first_pixel + {pixel}u < shape.pixels) {{
    let at = (first_pixel + {pixel}u) * shape.outputs + channel;\n{stores}  }}\n"
        )
    });
    format!(
        "struct Shape {{ pixels: u32, inputs: u32, outputs: u32, padded: u32 }}
{bindings}{skip_binding}
@compute @workgroup_size({workgroup})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let channel = group.x * {CHANNEL_BLOCK}u + local % {LANES}u;
  let first_pixel = (group.y * {PIXEL_TILES}u + local / {LANES}u) * {TILE_PIXELS}u;
  if (first_pixel >= shape.pixels) {{ return; }}
{rows}{biases}  var at_weight = channel;
  for (var index = 0u; index < shape.inputs; index++) {{
{weights}{values}{sums}    at_weight += shape.padded;
  }}
{stores}}}
",
        bindings = layer_bindings("f32"),
        workgroup = LANES * PIXEL_TILES,
    )
}

/// A depthwise convolution with ReLU6; like the stem it computes a strip of outputs of one channel, and reads
/// each input once for all taps that meet it.
pub fn depthwise(kernel: u32, stride: u32) -> String {
    let each_output = |line: &dyn Fn(u32) -> String| (0..STRIP).map(line).collect::<String>();
    let weights: String = (0..kernel)
        .map(|tap| {
            format!("    let weight_{tap} = weight[(u32(tap_y) * {kernel}u + {tap}u) * shape.channels + channel];\n")
        })
        .collect();
    let columns: String = (0..(STRIP - 1) * stride + kernel)
        .map(|column| {
            let sums = each_output(&|output| match column.checked_sub(output * stride) {
                Some(tap) if tap < kernel => {
                    format!(" sum_{output} = fma(value, weight_{tap}, sum_{output});")
                }
                _ => String::new(),
            });
            format!(
                "    {{ let x = first_x + {column}; if (x >= 0 && x < side) {{ \
                 let value = input[(row + u32(x)) * shape.channels + channel];{sums} }} }}\n"
            )
        })
        .collect();
    format!(
        "{head}@compute @workgroup_size({STRIP_CHANNELS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let channel = group.x * {STRIP_CHANNELS}u + local;
  if (channel >= shape.channels) {{ return; }}
  let side = i32(shape.side);
  let picture = group.z / shape.output;
  let output_y = group.z % shape.output;
  let output_x = group.y * {STRIP}u;
  let first_x = i32(output_x * {stride}u) - i32(shape.before);
{biases}  for (var tap_y = 0; tap_y < {kernel}; tap_y++) {{
    let y = i32(output_y * {stride}u) + tap_y - i32(shape.before);
    if (y < 0 || y >= side) {{ continue; }}
    let row = (picture * shape.side + u32(y)) * shape.side;
{weights}{columns}  }}
{stores}}}
",
        head = strip_head("f32"),
        biases = each_output(&|output| format!("  var sum_{output} = bias[channel];\n")),
        stores = each_output(&|output| strip_store(output, "group.z")),
    )
}

/// Whether a ReLU6 that gave `activation` hands a gradient on: it was neither zero nor cut off.
pub fn passes_relu6(activation: &str) -> String {
    format!("{activation} > 0.0 && {activation} < 6.0")
}

/// The first convolution, 3×3 with stride 2 and ReLU6, from packed RGBA bytes; it also normalises them.
pub fn stem(mean: f32, deviation: f32) -> String {
    let colour = format!(
        "  let pixel = input[at];
  let bytes = vec3f(f32(pixel & 255u), f32((pixel >> 8u) & 255u), f32((pixel >> 16u) & 255u));
  return (bytes - {mean:?}) / {deviation:?};"
    );
    stem_of("u32", &colour)
}

/// The same from normalised colours, three numbers a pixel.
pub fn stem_of_floats() -> String {
    stem_of("f32", "  return vec3f(input[at * 3u], input[at * 3u + 1u], input[at * 3u + 2u]);")
}

fn stem_of(input: &str, colour: &str) -> String {
    let each_output = |line: &dyn Fn(u32) -> String| (0..STRIP).map(line).collect::<String>();
    let sums = each_output(&|output| {
        format!(
            "      {{ let x = i32(output_x + {output}u) * 2 + tap_x - i32(shape.before); \
             if (x >= 0 && x < side) {{ let value = colour(row + u32(x)); \
             sum_{output} = fma(value.x, red, fma(value.y, green, fma(value.z, blue, sum_{output}))); }} }}\n"
        )
    });
    format!(
        "{head}fn colour(at: u32) -> vec3f {{
{colour}
}}
@compute @workgroup_size({STRIP_CHANNELS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) channel: u32) {{
  let side = i32(shape.side);
  let output_x = group.x * {STRIP}u;
{biases}  for (var tap_y = 0; tap_y < 3; tap_y++) {{
    let y = i32(group.y) * 2 + tap_y - i32(shape.before);
    if (y < 0 || y >= side) {{ continue; }}
    let row = (group.z * shape.side + u32(y)) * shape.side;
    for (var tap_x = 0; tap_x < 3; tap_x++) {{
      let at = u32(tap_y * 3 + tap_x) * {row_of_weights}u + channel;
      let red = weight[at];
      let green = weight[at + {STRIP_CHANNELS}u];
      let blue = weight[at + {two_rows}u];
{sums}    }}
  }}
{stores}}}
",
        head = strip_head(input),
        biases = each_output(&|output| format!("  var sum_{output} = bias[channel];\n")),
        stores = each_output(&|output| strip_store(output, "(group.z * shape.output + group.y)")),
        row_of_weights = 3 * STRIP_CHANNELS,
        two_rows = 2 * STRIP_CHANNELS,
    )
}

/// The mean of each channel over the pixels of a picture.
pub fn pool() -> String {
    format!(
        "struct Shape {{ pixels: u32, channels: u32, unused_0: u32, unused_1: u32 }}
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@compute @workgroup_size({POOL_CHANNELS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let channel = group.x * {POOL_CHANNELS}u + local;
  if (channel >= shape.channels) {{ return; }}
  var sum = 0.0;
  for (var pixel = 0u; pixel < shape.pixels; pixel++) {{
    sum += input[(group.y * shape.pixels + pixel) * shape.channels + channel];
  }}
  output[group.y * shape.channels + channel] = sum / f32(shape.pixels);
}}
"
    )
}

/// What every layer with weights binds.
fn layer_bindings(input: &str) -> String {
    format!(
        "@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> input: array<{input}>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> output: array<f32>;
"
    )
}

/// What the shaders that compute strips begin with.
fn strip_head(input: &str) -> String {
    let bindings = layer_bindings(input);
    format!("struct Shape {{ side: u32, output: u32, channels: u32, before: u32 }}\n{bindings}")
}

/// Stores one sum of a strip with ReLU6; `line` counts lines of output through all pictures.
fn strip_store(output: u32, line: &str) -> String {
    format!(
        "  if (output_x + {output}u < shape.output) {{ \
         output[({line} * shape.output + output_x + {output}u) * shape.channels + channel] = \
         clamp(sum_{output}, 0.0, 6.0); }}\n"
    )
}
