//! One step of the optimiser as compute shaders: how long the gradients are, and where the weights go.

use super::arena::CHUNK;
use crate::backbone::gpu::shaders::Workgroups;

/// Partial sums of squares a chunk.
pub const SQUARE_LANES: u32 = 32;
/// Invocations that find the length of one layer's gradient.
const LENGTH_LANES: u32 = 64;
/// Invocations that share a chunk of weights.
const STEP_LANES: u32 = 64;
/// Bytes of what a step is told.
pub const STEP_BYTES: u64 = 48;

/// A chunk a workgroup.
pub fn chunk_workgroups(num_chunks: u32) -> Workgroups {
    [num_chunks, 1, 1]
}

/// What a step is told, in the order of `StepConstants`.
const STEP: &str = "struct Step {
  added_decay: f32, decoupled_decay: f32, first_decay: f32, first_share: f32,
  second_decay: f32, second_share: f32, epsilon: f32, first_correction: f32,
  second_correction: f32, rate_factor: f32, longest: f32, rule: u32,
}
@group(0) @binding(0) var<uniform> told: Step;
";

/// Sums of the squares of each chunk's gradients, `SQUARE_LANES` a chunk.
pub fn squares() -> String {
    format!(
        "@group(0) @binding(0) var<storage, read> gradients: array<f32>;
@group(0) @binding(1) var<storage, read_write> squares: array<f32>;
@compute @workgroup_size({SQUARE_LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  var sum = 0.0;
  for (var index = local; index < {CHUNK}u; index += {SQUARE_LANES}u) {{
    let value = gradients[group.x * {CHUNK}u + index];
    sum = fma(value, value, sum);
  }}
  squares[group.x * {SQUARE_LANES}u + local] = sum;
}}
"
    )
}

/// From those the length of every tensor's gradient, a layer a workgroup: what it is scaled by so that it is no longer
/// than allowed, and the layer's, added to those of the steps before.
pub fn lengths() -> String {
    format!(
        "{STEP}@group(0) @binding(1) var<storage, read> squares: array<f32>;
@group(0) @binding(2) var<storage, read> chunks: array<vec4u>;
@group(0) @binding(3) var<storage, read_write> tensors: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> lengths: array<f32>;
var<workgroup> shares: array<vec2f, {LENGTH_LANES}>;
fn scale(squared: f32) -> f32 {{
  let norm = sqrt(squared);
  return select(1.0, told.longest / norm, norm > told.longest);
}}
@compute @workgroup_size({LENGTH_LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let place = chunks[group.x] * {SQUARE_LANES}u;
  var share = vec2f();
  for (var index = local; index < place.y; index += {LENGTH_LANES}u) {{
    share.x += squares[place.x + index];
  }}
  for (var index = local; index < place.z; index += {LENGTH_LANES}u) {{
    share.y += squares[place.x + place.y + index];
  }}
  shares[local] = share;
  workgroupBarrier();
  if (local > 0u) {{ return; }}
  var squared = vec2f();
  for (var lane = 0u; lane < {LENGTH_LANES}u; lane++) {{
    squared += shares[lane];
  }}
  tensors[2u * group.x].y = scale(squared.x);
  tensors[2u * group.x + 1u].y = scale(squared.y);
  lengths[group.x] += sqrt(squared.x + squared.y);
}}
"
    )
}

/// The rules of `afterimage_kernels::Step`, number by number; a tensor has its learning rate and its gradient's scale.
pub fn update() -> String {
    format!(
        "{STEP}@group(0) @binding(1) var<storage, read> gradients: array<f32>;
@group(0) @binding(2) var<storage, read> tensor_of_chunk: array<u32>;
@group(0) @binding(3) var<storage, read> tensors: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> moments: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> numbers: array<f32>;
@compute @workgroup_size({STEP_LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {{
  let of_tensor = tensors[tensor_of_chunk[group.x]];
  let learning_rate = of_tensor.x * told.rate_factor;
  let rate = learning_rate * told.first_correction;
  let kept_share = 1.0 - learning_rate * told.decoupled_decay;
  for (var index = local; index < {CHUNK}u; index += {STEP_LANES}u) {{
    let at = group.x * {CHUNK}u + index;
    let before = numbers[at];
    let scaled = fma(before, told.added_decay, gradients[at] * of_tensor.y);
    var moment = moments[at];
    moment.x = fma(moment.x, told.first_decay, scaled * told.first_share);
    var change = moment.x;
    if (told.rule == 1u) {{
      change = fma(moment.x, told.first_decay, scaled);
    }} else if (told.rule == 2u) {{
      moment.y = fma(moment.y, told.second_decay, scaled * scaled * told.second_share);
      change = moment.x / (sqrt(moment.y * told.second_correction) + told.epsilon);
    }}
    moments[at] = moment;
    numbers[at] = before * kept_share - change * rate;
  }}
}}
"
    )
}
