//! One call of the recipe from beginning to end: read, teach, print, plot.

use std::io::Write;
use std::path::Path;

use burn::tensor::Device;

use super::Outcome;
use super::networks::{FoldedEfficientNet, resnet18};
use super::options::{NetworkKind, Options};
use super::pictures::Pictures;
use super::plot::{Course, svg};
use super::training::{Epoch, teach};
use super::unfolded_efficientnet::UnfoldedEfficientNet;

/// So many names of unreadable pictures are printed.
const MOST_NAMES: usize = 5;

/// Does what the options say. `lines` gets what the recipe is known for, `remarks` what is said along the way.
///
/// # Errors
/// A sentence about what stood in the way.
pub fn run(options: &Options, lines: &mut dyn Write, remarks: &mut dyn Write) -> Outcome<()> {
    let pictures = Pictures::read(&options.pictures, options.side, options.seed)?;
    writeln!(remarks, "{}", summary(&pictures))?;
    let mut ways = vec![options.weights.as_deref()];
    if options.compares {
        ways.push(None);
    }
    let mut courses = Vec::new();
    for weights in ways {
        let name = name(options.network, weights);
        let heading: &mut dyn Write = if options.compares { lines } else { remarks };
        writeln!(heading, "{name}")?;
        let epochs = learn(options, weights, &pictures, lines, remarks)?;
        if let Some(epoch) = epochs.last() {
            writeln!(lines, "{}", accuracy_line(pictures.test.len(), epoch.accuracy))?;
        }
        courses.push(Course { name, epochs });
    }
    write_plot(&options.plot, &svg(&title(options), &courses))?;
    writeln!(remarks, "The plot is in {}.", options.plot.display())?;
    Ok(())
}

fn learn(
    options: &Options,
    weights: Option<&Path>,
    pictures: &Pictures,
    lines: &mut dyn Write,
    remarks: &mut dyn Write,
) -> Outcome<Vec<Epoch>> {
    let (num_classes, seed, device) = (pictures.classes.len(), options.seed, Device::flex().autodiff());
    let mut tell = |epoch: &Epoch| {
        writeln!(lines, "{}", epoch_line(epoch))?;
        let (seconds, percent) = (epoch.elapsed_seconds, epoch.accuracy * 100.0);
        writeln!(remarks, "  {seconds:.0} s; {percent:.2} % of the test images are right")?;
        Ok(())
    };
    match (options.network, weights) {
        (NetworkKind::ResNet18, _) => {
            teach(resnet18(weights, num_classes, seed, &device)?, pictures, options, &device, &mut tell)
        }
        (NetworkKind::EfficientNetLite0, Some(path)) => {
            let network = FoldedEfficientNet::read(path, num_classes, seed, &device)?;
            teach(network, pictures, options, &device, &mut tell)
        }
        (NetworkKind::EfficientNetLite0, None) => {
            let network = UnfoldedEfficientNet::new(num_classes, seed, &device)?;
            teach(network, pictures, options, &device, &mut tell)
        }
    }
}

pub(crate) fn epoch_line(epoch: &Epoch) -> String {
    format!("Epoch {} Loss: {:.4}", epoch.number, epoch.loss)
}

pub(crate) fn accuracy_line(num_test: usize, accuracy: f64) -> String {
    format!("Accuracy of the network on the {num_test} test images: {:.2} %", accuracy * 100.0)
}

fn name(network: NetworkKind, weights: Option<&Path>) -> String {
    match (network, weights) {
        (NetworkKind::ResNet18, None) => "ResNet-18 from scratch".to_owned(),
        (NetworkKind::ResNet18, Some(path)) => format!("ResNet-18, pretrained: {}", path.display()),
        (NetworkKind::EfficientNetLite0, None) => {
            "EfficientNet-Lite0 from scratch, with batch norm".to_owned()
        }
        (NetworkKind::EfficientNetLite0, Some(path)) => {
            format!("EfficientNet-Lite0, pretrained, batch norm folded: {}", path.display())
        }
    }
}

fn title(options: &Options) -> String {
    let Options { batch, learning_rate, side, seed, .. } = options;
    format!("Batches of {batch}, learning rate {learning_rate}, {side} × {side} pixels, seed {seed}")
}

fn summary(pictures: &Pictures) -> String {
    let Pictures { side, classes, training, test, unreadable } = pictures;
    let (num_training, num_test, num_classes) = (training.len(), test.len(), classes.len());
    let mut summary = format!(
        "{num_classes} classes, {num_training} pictures to learn from, {num_test} to test on, {side} × {side} pixels."
    );
    if !unreadable.is_empty() {
        let named: Vec<&str> = unreadable.iter().take(MOST_NAMES).map(String::as_str).collect();
        let more = if unreadable.len() > MOST_NAMES { ", …" } else { "" };
        let (count, named) = (unreadable.len(), named.join(", "));
        summary += &format!("\nLeft out because they cannot be read: {count} ({named}{more}).");
    }
    summary
}

fn write_plot(path: &Path, drawing: &str) -> Outcome<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let written = std::fs::write(path, drawing);
    written.map_err(|error| format!("The plot cannot be written to {}: {error}.", path.display()).into())
}
