//! The recipe on pictures that the tests draw themselves: crops, flips, splits, words, and a whole run.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use afterimage::backbone::ResNet18;
use burn::tensor::Device;
use image::{ImageFormat, Rgb, RgbImage};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::augment::{Variation, padding, tensor_from_pictures};
use super::networks::resnet18;
use super::options::{NetworkKind, Options};
use super::pictures::{Picture, Pictures};
use super::run::{accuracy_line, epoch_line, run};
use super::split::split;
use super::training::Epoch;

/// A folder of its own for one test; it is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("afterimage-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An encoded picture: stripes of a class's own direction and colour, no two numbers alike.
fn drawn(class: usize, number: usize, side: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(side, side, |x, y| {
        let across = if class == 0 { x } else { y };
        let bright = if ((across + number as u32) / 4).is_multiple_of(2) { 220 } else { 40 };
        Rgb([bright, (number * 9 % 256) as u8, if class == 0 { 10 } else { bright }])
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// Paths and files of two classes with so many pictures each, below `above`.
fn files(above: &str, each: usize) -> Vec<(String, Vec<u8>)> {
    let file = |class: usize, number: usize| {
        let path = format!("{above}{}/{number:03}.png", ["across", "down"][class]);
        (path, drawn(class, number, 32, ImageFormat::Png))
    };
    (0..2).flat_map(|class| (0..each).map(move |number| file(class, number))).collect()
}

fn folder_of(name: &str, files: &[(String, Vec<u8>)]) -> Folder {
    let folder = Folder::new(name);
    files.iter().for_each(|(path, bytes)| folder.write(path, bytes));
    folder
}

fn refused(place: &Path) -> String {
    Pictures::read(place, 32, 0).unwrap_err().to_string().replace(&place.display().to_string(), "PLACE")
}

#[test]
fn a_crop_moves_the_picture_over_black_and_a_flip_mirrors_what_is_left() {
    let side = 8;
    assert_eq!((padding(side), padding(32)), (1, 4));
    let pixels: Vec<u8> = (0..side * side * 3).map(|index| index as u8 + 1).collect();
    let of = |pixels: &[u8], x: usize, y: usize| pixels[(y * side + x) * 3..][..3].to_vec();
    assert_eq!(Variation::none(side).apply(&pixels, side), pixels);
    let moved = Variation { left: 0, top: 2, is_flipped: false }.apply(&pixels, side);
    let flipped = Variation { left: 0, top: 2, is_flipped: true }.apply(&pixels, side);
    for (x, y) in (0..side * side).map(|place| (place % side, place / side)) {
        let is_black = x == 0 || y == side - 1;
        let expected = if is_black { vec![0; 3] } else { of(&pixels, x - 1, y + 1) };
        assert_eq!(of(&moved, x, y), expected);
        assert_eq!(of(&flipped, side - 1 - x, y), expected);
    }
}

#[test]
fn crops_and_flips_are_seeded_and_all_of_them_occur() {
    let draw = |seed| -> Vec<Variation> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        (0..4000).map(|_| Variation::random(32, &mut random)).collect()
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let kinds: BTreeSet<_> = draw(1).iter().map(|draw| (draw.left, draw.top, draw.is_flipped)).collect();
    assert_eq!(kinds.len(), 9 * 9 * 2);
    assert_eq!(kinds.last(), Some(&(8, 8, true)));
}

#[test]
fn pictures_become_planes_between_minus_one_and_one() {
    let pixels = [[0, 255, 51]; 64].concat();
    let picture = Picture { pixels, class: 0 };
    let tensor = tensor_from_pictures(&[(&picture, Variation::none(8))], 8, &Device::flex());
    assert_eq!(tensor.dims(), [1, 3, 8, 8]);
    let values: Vec<f32> = tensor.into_data().iter::<f32>().collect();
    assert!(values[..64].iter().all(|value| *value == -1.0));
    assert!(values[64..128].iter().all(|value| *value == 1.0));
    assert!(values[128..].iter().all(|value| (value + 0.6).abs() < 1e-6));
}

#[test]
fn a_sixth_of_each_class_is_put_aside_by_the_seed() {
    let names = ["a".to_owned(), "b".to_owned()];
    let pictures: Vec<Picture> =
        (0..60_u8).map(|number| Picture { pixels: vec![number], class: usize::from(number >= 12) }).collect();
    let aside = |seed| split(pictures.clone(), &names, seed).unwrap();
    let (training, test) = aside(3);
    let of_class = |class| test.iter().filter(|picture| picture.class == class).count();
    assert_eq!((of_class(0), of_class(1), training.len()), (2, 8, 50));
    let mut all: Vec<u8> = training.iter().chain(&test).map(|picture| picture.pixels[0]).collect();
    all.sort_unstable();
    assert_eq!(all, (0..60).collect::<Vec<u8>>());
    assert_eq!(aside(3), (training, test.clone()));
    assert_ne!(aside(4).1, test);
    let sentence = split(pictures[11..].to_vec(), &names, 0).unwrap_err().to_string();
    assert!(sentence.starts_with("The class a has fewer than two readable pictures"), "{sentence}");
}

#[test]
fn a_folder_and_a_zip_give_the_same_pictures() {
    let mut all = files("cifar/train/", 5);
    all.extend(files("cifar/test/", 2));
    all.push(("cifar/train/down/photo.JPEG".into(), drawn(1, 9, 50, ImageFormat::Jpeg)));
    all.push(("cifar/train/down/broken.png".into(), b"no picture".to_vec()));
    all.push(("cifar/train/down/.hidden.png".into(), b"no picture".to_vec()));
    all.push(("__MACOSX/train/down/1.png".into(), b"no picture".to_vec()));
    all.push(("cifar/words.txt".into(), b"no picture".to_vec()));
    let folder = folder_of("folder", &all);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in &all {
        zip.start_file(path.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    folder.write("pictures.zip", &zip.finish().unwrap().into_inner());
    let pictures = Pictures::read(&folder.0.join("cifar"), 32, 0).unwrap();
    assert_eq!(pictures.classes, ["across", "down"]);
    assert_eq!((pictures.training.len(), pictures.test.len()), (11, 4));
    assert_eq!(pictures.unreadable, ["train/down/broken.png"]);
    let expected =
        image::load_from_memory(&drawn(1, 1, 32, ImageFormat::Png)).unwrap().into_rgb8().into_raw();
    assert_eq!(pictures.test[3], Picture { pixels: expected, class: 1 });
    let zipped = Pictures::read(&folder.0.join("pictures.zip"), 32, 0).unwrap();
    assert_eq!(zipped.unreadable, ["cifar/train/down/broken.png"]);
    assert_eq!(Pictures { unreadable: pictures.unreadable.clone(), ..zipped }, pictures);
    let larger = Pictures::read(&folder.0.join("cifar"), 64, 0).unwrap();
    assert!(larger.training.iter().all(|picture| picture.pixels.len() == 64 * 64 * 3));
}

#[test]
fn what_cannot_be_learned_from_is_refused_in_a_sentence() {
    let folder = folder_of("refused", &files("train/", 2));
    let sentence = refused(&folder.0);
    assert!(sentence.starts_with("PLACE has only one of the folders `train` and `test`"), "{sentence}");
    fs::remove_dir_all(folder.0.join("train/down")).unwrap();
    assert_eq!(refused(&folder.0), "PLACE has pictures of one class only, across; two are needed.");
    fs::remove_dir_all(folder.0.join("train")).unwrap();
    assert_eq!(refused(&folder.0), "PLACE has no PNG or JPEG picture in a class folder.");
    assert!(refused(&folder.0.join("nowhere")).contains("cannot be opened"));
    folder.write("text.zip", b"not a zip");
    assert!(refused(&folder.0.join("text.zip")).contains("neither a folder nor a zip"));
}

#[test]
fn the_command_line_changes_the_recipe_or_is_refused_in_a_sentence() {
    let read = |line: &str| {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::from_arguments(&arguments).map_err(|error| error.to_string())
    };
    assert_eq!(read("cifar10"), Ok(Options::new("cifar10", NetworkKind::ResNet18)));
    let lite = Options::new("cifar10", NetworkKind::EfficientNetLite0);
    assert_eq!((lite.side, lite.weights.is_some(), lite.batch, lite.epochs), (64, true, 100, 10));
    let changed =
        read("--epochs 3 --network efficientnet-lite0 cifar10 --learning-rate 0.01 --side 96 --batch 7");
    assert_eq!(changed, Ok(Options { epochs: 3, learning_rate: 0.01, side: 96, batch: 7, ..lite.clone() }));
    assert_eq!(
        read("cifar10 --network efficientnet-lite0 --from-scratch"),
        Ok(Options { weights: None, ..lite })
    );
    let refused = |line: &str| read(line).unwrap_err();
    assert!(refused("").starts_with("One folder or zip is needed, not 0."));
    assert!(refused("a b").starts_with("One folder or zip is needed, not 2."));
    assert_eq!(refused("a --epochs"), "--epochs needs a value behind it.");
    assert_eq!(refused("a --epochs 0"), "--epochs is a whole number from 1 to 10000, not 0.");
    assert_eq!(refused("a --learning-rate -1"), "--learning-rate is a number above 0, not -1.");
    assert!(refused("a --speed 3").starts_with("There is no option --speed."));
    assert!(refused("a --network vgg").starts_with("--network is resnet18 or efficientnet-lite0, not vgg."));
    assert!(refused("a --compare").starts_with("--compare needs --weights"));
}

#[test]
fn the_words_are_those_of_the_recipe() {
    let epoch = Epoch { number: 1, loss: 2.302_56, accuracy: 0.412, elapsed_seconds: 1.0 };
    assert_eq!(epoch_line(&epoch), "Epoch 1 Loss: 2.3026");
    assert_eq!(accuracy_line(1000, 0.412), "Accuracy of the network on the 1000 test images: 41.20 %");
}

#[test]
fn a_whole_run_learns_prints_plots_and_repeats() {
    let folder = folder_of("run", &files("", 18));
    let options = Options {
        epochs: 3,
        batch: 10,
        learning_rate: 0.01,
        plot: folder.0.join("plots/plot.svg"),
        ..Options::new(&folder.0, NetworkKind::ResNet18)
    };
    let printed = || {
        let (mut lines, mut remarks) = (Vec::new(), Vec::new());
        run(&options, &mut lines, &mut remarks).unwrap();
        let remarks = String::from_utf8(remarks).unwrap();
        assert!(remarks.starts_with("2 classes, 30 pictures to learn from, 6 to test on, 32 × 32 pixels."));
        String::from_utf8(lines).unwrap()
    };
    let lines = printed();
    let losses: Vec<f32> =
        lines.lines().filter_map(|line| line.split_once(" Loss: ")?.1.parse().ok()).collect();
    assert_eq!(losses.len(), 3, "{lines}");
    assert!(losses[2] < 0.7 * losses[0], "{lines}");
    let last = lines.lines().last().unwrap();
    assert!(last.starts_with("Accuracy of the network on the 6 test images: "), "{lines}");
    let plot = fs::read_to_string(&options.plot).unwrap();
    assert!(plot.starts_with("<svg ") && plot.ends_with("</svg>\n"));
    // A point for each epoch's loss and one for its accuracy.
    assert_eq!(plot.matches("<circle ").count(), 6);
    assert_eq!(printed(), lines);
}

#[test]
fn resnet18_begins_with_a_state_dictionary_and_a_new_last_layer() {
    let folder = Folder::new("weights");
    let device = Device::flex();
    let original = ResNet18::new(7, 5, &device).unwrap().tensors();
    let (mut header, mut data) = (serde_json::Map::new(), Vec::new());
    for tensor in &original {
        let start = data.len();
        data.extend(tensor.values.iter().flat_map(|value| value.to_le_bytes()));
        let entry =
            serde_json::json!({"dtype": "F32", "shape": tensor.shape, "data_offsets": [start, data.len()]});
        header.insert(tensor.name.clone(), entry);
    }
    let write = |header: &serde_json::Map<String, serde_json::Value>| {
        let header = serde_json::to_vec(header).unwrap();
        folder.write("w.safetensors", &[&(header.len() as u64).to_le_bytes(), &header[..], &data].concat());
    };
    write(&header);
    let path = folder.0.join("w.safetensors");
    let begun = resnet18(Some(&path), 3, 1, &device).unwrap().tensors();
    for (begun, original) in begun.iter().zip(&original) {
        if begun.name == "fc.weight" {
            assert_eq!(begun.shape, [3, 512]);
        } else if begun.name != "fc.bias" {
            assert_eq!(begun, original);
        }
    }
    header.remove("layer3.1.bn2.weight");
    write(&header);
    let sentence = resnet18(Some(&path), 3, 1, &device).unwrap_err().to_string();
    let expected = "layer3.1.bn2.weight should have the shape [256], and it has none.";
    assert!(sentence.ends_with(expected), "{sentence}");
}
