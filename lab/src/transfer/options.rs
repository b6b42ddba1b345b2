//! What may stand on the command line of the recipe, and the recipe's own values for what does not.

use std::path::PathBuf;

use super::Outcome;

/// What the command prints when it was called in another way.
pub const USAGE: &str = "\
usage: cifar10_transfer FOLDER [OPTIONS]

FOLDER is a folder or a zip with a folder for each class, or with such folders in `train` and in `test`.
Without `train` and `test` a sixth of each class is put aside to test on.

  --network NAME        resnet18 (the default) or efficientnet-lite0
  --weights FILE        what to begin with: for resnet18 a state dictionary with torchvision's names, .pth or
                        .safetensors; for efficientnet-lite0 what `./build.sh weights` made, which is the default
  --from-scratch        begin with random weights
  --compare             learn twice, pretrained and from scratch, and plot both
  --epochs N            10
  --learning-rate RATE  0.001
  --batch N             100 pictures a step
  --side N              pixels; pictures are resized to it: 32 for resnet18, 64 for efficientnet-lite0
  --seed N              0; of the weights, the split, the order, the crops and the flips
  --plot FILE.svg       target/cifar10_transfer.svg";

/// A network that the recipe can teach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkKind {
    ResNet18,
    EfficientNetLite0,
}

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// A folder or a zip.
    pub pictures: PathBuf,
    pub network: NetworkKind,
    /// Nothing: from scratch.
    pub weights: Option<PathBuf>,
    /// Also learn from scratch, to see what the weights are worth.
    pub compares: bool,
    pub epochs: usize,
    pub learning_rate: f64,
    /// Pictures a step.
    pub batch: usize,
    /// Of the square pictures, in pixels.
    pub side: usize,
    pub seed: u64,
    pub plot: PathBuf,
}

impl Options {
    /// The recipe on these pictures.
    pub fn new(pictures: impl Into<PathBuf>, network: NetworkKind) -> Self {
        Self {
            pictures: pictures.into(),
            network,
            weights: match network {
                NetworkKind::ResNet18 => None,
                NetworkKind::EfficientNetLite0 => Some("weights/efficientnet-lite0.weights".into()),
            },
            compares: false,
            epochs: 10,
            learning_rate: 0.001,
            batch: 100,
            side: match network {
                NetworkKind::ResNet18 => 32,
                NetworkKind::EfficientNetLite0 => 64,
            },
            seed: 0,
            plot: "target/cifar10_transfer.svg".into(),
        }
    }

    /// Reads the arguments that follow the command's name.
    ///
    /// # Errors
    /// A sentence about the first one that is wrong.
    pub fn from_arguments(arguments: &[String]) -> Outcome<Self> {
        let mut folders = Vec::new();
        let mut given = Vec::new();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--from-scratch" | "--compare" => given.push((argument.as_str(), "")),
                name if name.starts_with("--") => {
                    let value = rest.next().ok_or_else(|| format!("{name} needs a value behind it."))?;
                    given.push((name, value.as_str()));
                }
                folder => folders.push(folder),
            }
        }
        let [folder] = folders[..] else {
            return Err(format!("One folder or zip is needed, not {}.\n\n{USAGE}", folders.len()).into());
        };
        let last =
            |wanted: &str| given.iter().rev().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
        let network = match last("--network") {
            None | Some("resnet18") => NetworkKind::ResNet18,
            Some("efficientnet-lite0") => NetworkKind::EfficientNetLite0,
            Some(other) => {
                return Err(format!("--network is resnet18 or efficientnet-lite0, not {other}.").into());
            }
        };
        let mut options = Self::new(folder, network);
        for (name, value) in &given {
            match *name {
                "--network" | "--from-scratch" => {}
                "--weights" => options.weights = Some(value.into()),
                "--compare" => options.compares = true,
                "--epochs" => options.epochs = whole(name, value, 1..=10_000)?,
                "--batch" => options.batch = whole(name, value, 1..=10_000)?,
                "--side" => options.side = whole(name, value, 32..=512)?,
                "--seed" => options.seed = whole(name, value, 0..=usize::MAX)? as u64,
                "--learning-rate" => options.learning_rate = rate(name, value)?,
                "--plot" => options.plot = value.into(),
                unknown => return Err(format!("There is no option {unknown}.\n\n{USAGE}").into()),
            }
        }
        if last("--from-scratch").is_some() {
            if last("--weights").is_some() || options.compares {
                return Err("--from-scratch goes neither with --weights nor with --compare.".into());
            }
            options.weights = None;
        }
        if options.compares && options.weights.is_none() {
            return Err("--compare needs --weights with a file that resnet18 can begin with.".into());
        }
        Ok(options)
    }
}

fn whole(name: &str, value: &str, range: std::ops::RangeInclusive<usize>) -> Outcome<usize> {
    match value.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => {
            let (least, most) = (range.start(), range.end());
            Err(format!("{name} is a whole number from {least} to {most}, not {value}.").into())
        }
    }
}

fn rate(name: &str, value: &str) -> Outcome<f64> {
    match value.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err(format!("{name} is a number above 0, not {value}.").into()),
    }
}
