//! The compressed weight file: what it holds, how it is read, and (natively) how it is written.

mod decode;
#[cfg(not(target_family = "wasm"))]
mod encode;
mod format;

use std::collections::BTreeMap;

pub use decode::{WeightReader, WeightsProgress};
#[cfg(not(target_family = "wasm"))]
pub use encode::{TensorToWrite, write_weights};
pub use format::{MAGIC, VERSION};

use crate::error::{EngineError, EngineResult};

/// One decoded tensor: `values` has as many numbers as `shape` multiplies to, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodedTensor {
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// A complete set of weights in memory.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Which network the tensors belong to, for instance `efficientnet-lite0/backbone`.
    pub network: String,
    /// Changes with every change of the file.
    pub fingerprint: String,
    tensors: BTreeMap<String, DecodedTensor>,
}

impl Weights {
    /// Weights that come from no file; `fingerprint` must tell them from all others.
    pub fn new(network: &str, fingerprint: String, tensors: BTreeMap<String, DecodedTensor>) -> Self {
        Self { network: network.to_owned(), fingerprint, tensors }
    }

    /// Takes the tensor of this name out, checking its shape.
    ///
    /// # Errors
    /// `WeightsUnexpected` when it is absent or has another shape.
    pub fn take(&mut self, name: &str, shape: &[usize]) -> EngineResult<Vec<f32>> {
        match self.tensors.remove(name) {
            Some(tensor) if tensor.shape == shape => Ok(tensor.values),
            _ => Err(EngineError::WeightsUnexpected { tensor: name.to_owned() }),
        }
    }

    /// The values of the tensor of this name, which stays.
    ///
    /// # Errors
    /// As `take`.
    pub fn values(&self, name: &str, shape: &[usize]) -> EngineResult<&[f32]> {
        match self.tensors.get(name) {
            Some(tensor) if tensor.shape == shape => Ok(&tensor.values),
            _ => Err(EngineError::WeightsUnexpected { tensor: name.to_owned() }),
        }
    }

    /// The weight, of this shape, and the bias of a convolution; both stay.
    ///
    /// # Errors
    /// As `take`.
    pub fn layer(&self, name: &str, shape: [usize; 4]) -> EngineResult<(&[f32], &[f32])> {
        let weight = self.values(&format!("{name}.weight"), &shape)?;
        Ok((weight, self.values(&format!("{name}.bias"), &shape[..1])?))
    }

    /// Every tensor still in the file, by name.
    pub fn tensors(&self) -> &BTreeMap<String, DecodedTensor> {
        &self.tensors
    }
}
