//! The layers of EfficientNet-Lite0 with their weights on the GPU, in the order they run.

use wgpu::util::{BufferInitDescriptor, DeviceExt};
use wgpu::{
    Buffer, BufferUsages, ComputePipeline, ComputePipelineDescriptor, Device, ShaderModuleDescriptor,
    ShaderSource,
};

use super::shaders::{self, CHANNEL_BLOCK, PointwiseEnd};
use crate::backbone::lite0::{FEATURE_LENGTH, HEAD_CHANNELS, InvertedResidualShape, STEM_CHANNELS, blocks};
use crate::error::EngineResult;
use crate::pixels::Normalisation;
use crate::weights::Weights;

/// One pipeline for each kind of layer; sizes come in as numbers, so ten shaders serve fifty layers.
#[derive(Clone)]
pub struct Pipelines {
    pub stem: ComputePipeline,
    pub pool: ComputePipeline,
    pointwise: [ComputePipeline; 3],
    depthwise: [ComputePipeline; 4],
}

impl Pipelines {
    pub fn new(device: &Device) -> Self {
        let pipeline = |label: &str, source: String| compute_pipeline(device, label, source);
        // All colours are normalised alike.
        let Normalisation { mean: [mean, ..], deviation: [deviation, ..] } = Normalisation::TF_LITE;
        Self {
            stem: pipeline("stem", shaders::stem(mean, deviation)),
            pool: pipeline("pool", shaders::pool()),
            pointwise: [PointwiseEnd::Relu6, PointwiseEnd::Nothing, PointwiseEnd::AddSkip]
                .map(|end| pipeline("pointwise", shaders::pointwise(end))),
            depthwise: [(3, 1), (3, 2), (5, 1), (5, 2)]
                .map(|(kernel, stride)| pipeline("depthwise", shaders::depthwise(kernel, stride))),
        }
    }

    pub fn pointwise(&self, end: PointwiseEnd) -> &ComputePipeline {
        &self.pointwise[end as usize]
    }

    /// `kernel` is 3 or 5, `stride` 1 or 2.
    pub fn depthwise(&self, kernel: u32, stride: u32) -> &ComputePipeline {
        &self.depthwise[usize::from(kernel == 5) * 2 + usize::from(stride == 2)]
    }
}

/// What runs a shader's `main`.
pub fn compute_pipeline(device: &Device, label: &str, source: String) -> ComputePipeline {
    let module = device.create_shader_module(ShaderModuleDescriptor {
        label: Some(label),
        source: ShaderSource::Wgsl(source.into()),
    });
    device.create_compute_pipeline(&ComputePipelineDescriptor {
        label: Some(label),
        layout: None,
        module: &module,
        entry_point: Some("main"),
        compilation_options: wgpu::PipelineCompilationOptions::default(),
        cache: None,
    })
}

/// Weights as the shaders read them, and the bias.
pub struct Layer {
    pub weight: Buffer,
    pub bias: Buffer,
    pub inputs: u32,
    pub outputs: u32,
}

pub struct Block {
    pub expand: Option<Layer>,
    pub depthwise: Layer,
    pub project: Layer,
    pub kernel: u32,
    pub stride: u32,
    pub has_skip: bool,
}

pub struct Network {
    pub stem: Layer,
    pub blocks: Vec<Block>,
    pub head: Layer,
}

impl Network {
    /// # Errors
    /// `WeightsUnexpected` when a tensor is missing or has another shape.
    pub fn new(device: &Device, weights: &Weights) -> EngineResult<Self> {
        let upload = Upload { device, weights };
        let block = |(name, shape): (String, InvertedResidualShape)| {
            let InvertedResidualShape { channels_in, channels_out, kernel, stride, .. } = shape;
            let inside = shape.channels_inside();
            Ok(Block {
                expand: match shape.is_expanded() {
                    true => Some(upload.pointwise(&format!("{name}.expand"), channels_in, inside)?),
                    false => None,
                },
                depthwise: upload.transposed(&format!("{name}.depthwise"), [inside, 1, kernel, kernel], 1)?,
                project: upload.pointwise(&format!("{name}.project"), inside, channels_out)?,
                kernel: kernel as u32,
                stride: stride as u32,
                has_skip: shape.has_skip(),
            })
        };
        let blocks = blocks().map(block).collect::<EngineResult<_>>()?;
        let head = upload.pointwise("head", HEAD_CHANNELS, FEATURE_LENGTH)?;
        Ok(Self { stem: upload.stem()?, blocks, head })
    }
}

struct Upload<'a> {
    device: &'a Device,
    weights: &'a Weights,
}

impl Upload<'_> {
    /// `[outputs, inputs]` → `[inputs, outputs]`, both filled up to a multiple of `block` outputs.
    fn transposed(&self, name: &str, shape: [usize; 4], block: usize) -> EngineResult<Layer> {
        let (weight, bias) = self.weights.layer(name, shape)?;
        let (outputs, inputs) = (bias.len(), weight.len() / bias.len());
        let padded = outputs.next_multiple_of(block);
        let at = |output: usize, input: usize| weight.get(output * inputs + input).copied().unwrap_or(0.0);
        let columns = (0..inputs).flat_map(|input| (0..padded).map(move |output| at(output, input)));
        let padding = std::iter::repeat_n(0.0, padded - outputs);
        Ok(self.layer(columns, bias.iter().copied().chain(padding), inputs, outputs))
    }

    fn pointwise(&self, name: &str, channels_in: usize, channels_out: usize) -> EngineResult<Layer> {
        self.transposed(name, [channels_out, channels_in, 1, 1], CHANNEL_BLOCK as usize)
    }

    /// `[outputs, colours, taps]` → `[taps, colours, outputs]`
    fn stem(&self) -> EngineResult<Layer> {
        let (weight, bias) = self.weights.layer("stem", [STEM_CHANNELS, 3, 3, 3])?;
        let (outputs, colours, taps) = (bias.len(), 3, 9);
        let at = |index: usize| {
            let (tap, colour, output) =
                (index / outputs / colours, index / outputs % colours, index % outputs);
            weight[(output * colours + colour) * taps + tap]
        };
        Ok(self.layer((0..weight.len()).map(at), bias.iter().copied(), colours, outputs))
    }

    fn layer(
        &self,
        weight: impl Iterator<Item = f32>,
        bias: impl Iterator<Item = f32>,
        inputs: usize,
        outputs: usize,
    ) -> Layer {
        Layer {
            weight: self.buffer(weight),
            bias: self.buffer(bias),
            inputs: inputs as u32,
            outputs: outputs as u32,
        }
    }

    fn buffer(&self, values: impl Iterator<Item = f32>) -> Buffer {
        let contents: Vec<u8> = values.flat_map(f32::to_le_bytes).collect();
        self.device.create_buffer_init(&BufferInitDescriptor {
            label: None,
            contents: &contents,
            usage: BufferUsages::STORAGE,
        })
    }
}
