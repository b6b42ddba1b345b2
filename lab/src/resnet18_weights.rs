//! ResNet-18 as torchvision saves it → our weight file: its own names, batch norm kept apart so that it can learn, quantised.

use std::error::Error;

use afterimage::backbone::resnet18_tensors;
use afterimage::weights::TensorToWrite;

use crate::state_dictionary::StateDictionary;

/// Whether these look like a ResNet's tensors as torchvision names them, of whatever depth.
pub fn is_resnet(tensors: &StateDictionary) -> bool {
    ["conv1.weight", "bn1.running_var", "layer1.0.conv1.weight"]
        .iter()
        .all(|name| tensors.contains_key(*name))
}

/// The backbone's tensors in the order the network uses them, without the classifier.
///
/// # Errors
/// A sentence about the first tensor that is not ResNet-18's, or holds numbers that no network computes with.
pub fn backbone_tensors(tensors: &StateDictionary) -> Result<Vec<TensorToWrite>, Box<dyn Error>> {
    let deeper = ["layer1.0.conv3.weight", "layer1.2.conv1.weight"];
    if let Some(name) = deeper.iter().find(|name| tensors.contains_key(**name)) {
        return Err(format!("this is a ResNet, but not ResNet-18, which has no {name}").into());
    }
    let convert = |(name, shape): (String, Vec<usize>)| -> Result<TensorToWrite, Box<dyn Error>> {
        let Some((found, values)) = tensors.get(&name) else {
            return Err(format!("this is not ResNet-18: it has no {name}").into());
        };
        if *found != shape {
            let sentence =
                format!("this is not ResNet-18: {name} has the shape {found:?} instead of {shape:?}");
            return Err(sentence.into());
        }
        let is_sound = |value: &f32| value.is_finite() && (*value >= 0.0 || !name.ends_with(".running_var"));
        if !values.iter().all(is_sound) {
            return Err(format!(
                "{name} holds numbers that cannot be: infinite, undefined, or a variance below 0"
            )
            .into());
        }
        Ok(match largest_integer(&name, &shape) {
            Some(largest) => TensorToWrite::quantised(&name, &shape, values, largest),
            // The first layer is small and all others read it.
            None if shape.len() == 4 => TensorToWrite::float16(&name, &shape, values),
            None => TensorToWrite::float32(&name, &shape, values),
        })
    };
    resnet18_tensors().into_iter().map(convert).collect()
}

/// The more weights a stage has, the coarser its steps; `lab/README.md` has the measurements behind the numbers.
fn largest_integer(name: &str, shape: &[usize]) -> Option<i8> {
    let [_, inputs, kernel, _] = shape else { return None };
    match (name.split('.').next(), kernel, inputs) {
        (Some("layer1" | "layer2"), ..) | (Some(_), 1, _) => Some(127),
        (Some("layer3"), ..) => Some(79),
        (Some("layer4"), ..) => Some(47),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use afterimage::backbone::{CpuBackbone, untrained_weights};
    use afterimage::protocol::NetworkName;
    use afterimage::weights::WeightReader;

    use super::{backbone_tensors, is_resnet};
    use crate::state_dictionary::StateDictionary;
    use crate::weight_files::weight_file;

    const MOST_BYTES: usize = 8_500_000;

    /// As torchvision would save it before it has learned anything, last layer included.
    fn drawn() -> StateDictionary {
        let weights = untrained_weights(NetworkName::ResNet18, 3).unwrap();
        let drawn = weights.tensors().iter();
        let mut tensors: StateDictionary = drawn
            .map(|(name, tensor)| (name.clone(), (tensor.shape.clone(), tensor.values.clone())))
            .collect();
        tensors.insert("fc.weight".to_owned(), (vec![1000, 512], vec![0.0; 512_000]));
        tensors
    }

    /// Normal weights are the hardest to compress; trained ones have more small numbers.
    #[test]
    fn a_drawn_network_is_small_and_close_to_itself_in_full_precision() {
        let file = weight_file("resnet18/backbone", &backbone_tensors(&drawn()).unwrap()).unwrap();
        assert!(file.len() <= MOST_BYTES, "{} bytes", file.len());
        let mut reader = WeightReader::default();
        reader.push(&file).unwrap();
        let weights = reader.finish().unwrap();
        assert_eq!(weights.tensors().len(), 100);
        let mut compressed = CpuBackbone::from_weights(&weights).unwrap();
        let exact = untrained_weights(NetworkName::ResNet18, 3).unwrap();
        let mut exact = CpuBackbone::from_weights(&exact).unwrap();
        let side = 96;
        for number in 1..4 {
            let pixels: Vec<u8> =
                (0..side * side * 4).map(|index| (index * number + index / 384 * 5) as u8).collect();
            let [one, other] =
                [&mut compressed, &mut exact].map(|network| network.features(&pixels, side).unwrap());
            let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
            let cosine = dot(&one, &other) / (dot(&one, &one) * dot(&other, &other)).sqrt();
            println!("{} bytes, picture {number}: cosine {cosine}", file.len());
            assert!(cosine >= 0.9995, "picture {number}: {cosine}");
        }
    }

    #[test]
    fn what_is_no_resnet18_is_refused_in_words() {
        let tensors = drawn();
        assert!(is_resnet(&tensors));
        let refused = |change: &dyn Fn(&mut StateDictionary)| {
            let mut changed = tensors.clone();
            change(&mut changed);
            backbone_tensors(&changed).unwrap_err().to_string()
        };
        let deeper = refused(&|tensors| {
            tensors.insert("layer1.2.conv1.weight".to_owned(), (vec![1], vec![0.0]));
        });
        assert_eq!(deeper, "this is a ResNet, but not ResNet-18, which has no layer1.2.conv1.weight");
        let missing = refused(&|tensors| {
            tensors.remove("layer4.1.bn2.running_mean");
        });
        assert_eq!(missing, "this is not ResNet-18: it has no layer4.1.bn2.running_mean");
        let misshapen = refused(&|tensors| {
            tensors.insert("bn1.bias".to_owned(), (vec![32], vec![0.0; 32]));
        });
        assert_eq!(misshapen, "this is not ResNet-18: bn1.bias has the shape [32] instead of [64]");
        let unsound = refused(&|tensors| {
            tensors.insert("bn1.running_var".to_owned(), (vec![64], vec![-1.0; 64]));
        });
        assert!(unsound.starts_with("bn1.running_var holds numbers that cannot be"), "{unsound}");
    }
}
