//! `convert_weights SOURCE FOLDER`: writes the weight files that the page and the tests read.
//!
//! `SOURCE` is a state dictionary, `.pth` or `.safetensors`, of EfficientNet-Lite0 or of torchvision's ResNet-18; which
//! one it is is seen from its tensors.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use afterimage::protocol::NetworkName;
use afterimage::weights::TensorToWrite;
use lab::efficientnet_weights::{self, FoldedTensor, Precision};
use lab::resnet18_weights;
use lab::state_dictionary::{StateDictionary, read_state_dictionary};
use lab::weight_files::write_weight_file;

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, folder] = arguments.as_slice() else {
        eprintln!("usage: convert_weights SOURCE FOLDER");
        return ExitCode::from(2);
    };
    match convert(Path::new(source), Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn convert(source: &Path, folder: &Path) -> Outcome {
    let tensors = read_state_dictionary(source)?;
    let about_source = |error: Box<dyn Error>| format!("{}: {error}.", source.display());
    std::fs::create_dir_all(folder)?;
    if efficientnet_weights::is_efficientnet(&tensors) {
        convert_efficientnet(&tensors, folder).map_err(about_source)?;
    } else if resnet18_weights::is_resnet(&tensors) {
        let tensors = resnet18_weights::backbone_tensors(&tensors).map_err(about_source)?;
        let network = NetworkName::ResNet18.weight_file();
        write_weight_file(&folder.join("resnet18.weights"), network, &tensors)?;
    } else {
        let sentence =
            "its tensors are named neither as EfficientNet-Lite0's nor as torchvision names ResNet-18's";
        return Err(about_source(sentence.into()).into());
    }
    Ok(())
}

fn convert_efficientnet(tensors: &StateDictionary, folder: &Path) -> Outcome {
    let backbone = efficientnet_weights::backbone_tensors(tensors)?;
    let classifier = efficientnet_weights::classifier_tensors(tensors)?;
    for (precision, suffix) in [(Precision::Compressed, ""), (Precision::Float32, "-float32")] {
        let at = |tensors: &[FoldedTensor]| -> Vec<TensorToWrite> {
            tensors.iter().map(|tensor| tensor.at(precision)).collect()
        };
        let path = folder.join(format!("efficientnet-lite0{suffix}.weights"));
        write_weight_file(&path, NetworkName::EfficientNetLite0.weight_file(), &at(&backbone))?;
        let path = folder.join(format!("efficientnet-lite0-imagenet{suffix}.weights"));
        write_weight_file(&path, "efficientnet-lite0/imagenet-classifier", &at(&classifier))?;
    }
    Ok(())
}
