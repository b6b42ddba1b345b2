//! ResNet-18's tensors from outside: what they and their gradients are by torchvision's names.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Gradients, Tensor};

use super::resnet18::ResNet18;

/// A tensor with torchvision's name and in PyTorch's shape; values row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

impl ResNet18 {
    /// Everything that a PyTorch state dictionary of this network holds, besides the counts of batches.
    pub fn tensors(&self) -> Vec<NamedTensor> {
        // Running statistics lag behind by one batch until the network is asked for its answering form.
        collect(&self.valid(), None)
    }

    /// The gradient of every parameter that took part.
    pub fn gradients(&self, gradients: &Gradients) -> Vec<NamedTensor> {
        collect(self, Some(gradients))
    }
}

fn collect(network: &ResNet18, gradients: Option<&Gradients>) -> Vec<NamedTensor> {
    let mut collector = Collector { path: Vec::new(), gradients, found: Vec::new() };
    network.visit(&mut collector);
    collector.found
}

struct Collector<'a> {
    path: Vec<String>,
    /// Whose gradients are wanted instead of the values.
    gradients: Option<&'a Gradients>,
    found: Vec<NamedTensor>,
}

impl ModuleVisitor for Collector<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
        let name = self.path.join(".").replace(".gamma", ".weight").replace(".beta", ".bias");
        let value = parameter.val();
        let Some(tensor) = self.gradients.map_or(Some(value.clone()), |gradients| value.grad(gradients))
        else {
            return;
        };
        // burn keeps the inputs of a dense layer in rows, PyTorch in columns.
        let tensor = if D == 2 { tensor.swap_dims(0, 1) } else { tensor };
        let shape = tensor.dims().to_vec();
        self.found.push(NamedTensor { name, shape, values: tensor.into_data().iter::<f32>().collect() });
    }
}
