//! EfficientNet-Lite0's state dictionary → our weight files: batch norm folded in, tensors renamed, quantised.

use std::error::Error;

use afterimage::weights::TensorToWrite;

use crate::state_dictionary::StateDictionary;

/// TF-Lite's batch norm epsilon for this network.
const BATCH_NORM_EPSILON: f32 = 1e-3;
/// Smaller tensors cost little as f16, and the first blocks lose most from integers.
const LARGEST_FLOAT16_TENSOR: usize = 8192;
const NUM_BLOCKS: usize = 16;

/// How precisely the tensors are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As they are, for tests that compare the network itself.
    Float32,
    /// As small as accuracy allows; `lab/README.md` has the measurements behind the numbers.
    Compressed,
}

/// A folded tensor: its shape and its values, row by row.
#[derive(Clone, Debug)]
pub struct FoldedTensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
    /// Largest integer when compressed; `None` for biases, which stay floats.
    largest_integer: Option<i8>,
}

/// Whether these are tensors of that network at all.
pub fn is_efficientnet(tensors: &StateDictionary) -> bool {
    tensors.contains_key("_conv_stem.weight")
}

/// The backbone's tensors in the order the network uses them, so that a stream decodes front to back.
///
/// # Errors
/// When these are not that network's.
pub fn backbone_tensors(tensors: &StateDictionary) -> Result<Vec<FoldedTensor>, Box<dyn Error>> {
    let source = Source { tensors };
    let mut folded = source.folded("_conv_stem", "_bn0", "stem", 127)?;
    for index in 0..NUM_BLOCKS {
        let (from, to) = (format!("_blocks.{index}"), format!("blocks.{index}"));
        let has_expansion = source.tensors.contains_key(&format!("{from}._expand_conv.weight"));
        let integers = largest_integers(source.has_skip(&from)?);
        if has_expansion {
            let names = (format!("{from}._expand_conv"), format!("{from}._bn0"), format!("{to}.expand"));
            folded.extend(source.folded(&names.0, &names.1, &names.2, integers.expand)?);
        }
        let names = (format!("{from}._depthwise_conv"), format!("{from}._bn1"), format!("{to}.depthwise"));
        folded.extend(source.folded(&names.0, &names.1, &names.2, integers.depthwise)?);
        let names = (format!("{from}._project_conv"), format!("{from}._bn2"), format!("{to}.project"));
        folded.extend(source.folded(&names.0, &names.1, &names.2, integers.project)?);
    }
    folded.extend(source.folded("_conv_head", "_bn1", "head", 39)?);
    Ok(folded)
}

/// The ImageNet classifier's two tensors.
///
/// # Errors
/// When these are not that network's.
pub fn classifier_tensors(tensors: &StateDictionary) -> Result<Vec<FoldedTensor>, Box<dyn Error>> {
    let source = Source { tensors };
    let (shape, weight) = source.get("_fc.weight")?;
    let (bias_shape, bias) = source.get("_fc.bias")?;
    Ok(vec![
        FoldedTensor {
            name: "classifier.weight".into(),
            shape: shape.clone(),
            values: weight.clone(),
            largest_integer: Some(127),
        },
        FoldedTensor {
            name: "classifier.bias".into(),
            shape: bias_shape.clone(),
            values: bias.clone(),
            largest_integer: None,
        },
    ])
}

impl FoldedTensor {
    /// The tensor as it goes into the file.
    pub fn at(&self, precision: Precision) -> TensorToWrite {
        let Self { name, shape, values, largest_integer } = self;
        match (precision, largest_integer) {
            (Precision::Float32, _) => TensorToWrite::float32(name, shape, values),
            (Precision::Compressed, Some(largest_integer)) if values.len() > LARGEST_FLOAT16_TENSOR => {
                TensorToWrite::quantised(name, shape, values, *largest_integer)
            }
            (Precision::Compressed, _) => TensorToWrite::float16(name, shape, values),
        }
    }
}

struct LargestIntegers {
    expand: i8,
    depthwise: i8,
    project: i8,
}

/// Blocks without a skip connection pass all they do on, errors included, and get finer steps.
fn largest_integers(has_skip: bool) -> LargestIntegers {
    if has_skip {
        LargestIntegers { expand: 31, depthwise: 63, project: 39 }
    } else {
        LargestIntegers { expand: 79, depthwise: 127, project: 127 }
    }
}

/// The state dictionary as the rest of this file asks it.
struct Source<'a> {
    tensors: &'a StateDictionary,
}

/// Shape and values, row by row.
type SourceTensor = (Vec<usize>, Vec<f32>);

impl Source<'_> {
    fn get(&self, name: &str) -> Result<&SourceTensor, Box<dyn Error>> {
        self.tensors.get(name).ok_or_else(|| format!("the PyTorch file has no tensor {name}").into())
    }

    /// A convolution and the batch norm after it, as one convolution with a bias:
    /// `w' = w γ / sqrt(σ² + ε)`, `b' = β − μ γ / sqrt(σ² + ε)` (Ioffe & Szegedy 2015).
    fn folded(
        &self,
        convolution: &str,
        norm: &str,
        name: &str,
        largest_integer: i8,
    ) -> Result<Vec<FoldedTensor>, Box<dyn Error>> {
        let (shape, weight) = self.get(&format!("{convolution}.weight"))?;
        let (_, gamma) = self.get(&format!("{norm}.weight"))?;
        let (_, beta) = self.get(&format!("{norm}.bias"))?;
        let (_, mean) = self.get(&format!("{norm}.running_mean"))?;
        let (_, variance) = self.get(&format!("{norm}.running_var"))?;
        let factors: Vec<f32> = gamma
            .iter()
            .zip(variance)
            .map(|(gamma, variance)| gamma / (variance + BATCH_NORM_EPSILON).sqrt())
            .collect();
        let channels = weight.chunks_exact(weight.len() / shape[0]).zip(&factors);
        let values =
            channels.flat_map(|(channel, factor)| channel.iter().map(move |value| value * factor)).collect();
        let bias =
            beta.iter().zip(mean).zip(&factors).map(|((beta, mean), factor)| beta - mean * factor).collect();
        Ok(vec![
            FoldedTensor {
                name: format!("{name}.weight"),
                shape: shape.clone(),
                values,
                largest_integer: Some(largest_integer),
            },
            FoldedTensor {
                name: format!("{name}.bias"),
                shape: vec![shape[0]],
                values: bias,
                largest_integer: None,
            },
        ])
    }

    /// The input is added where a block keeps both width and resolution. The file has no strides, but a
    /// block that keeps its width never changes the resolution in this network.
    fn has_skip(&self, block: &str) -> Result<bool, Box<dyn Error>> {
        let Ok((expand, _)) = self.get(&format!("{block}._expand_conv.weight")) else { return Ok(false) };
        let (project, _) = self.get(&format!("{block}._project_conv.weight"))?;
        Ok(expand[1] == project[0])
    }
}
