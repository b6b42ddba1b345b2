//! Finds and reads labelled pictures in a folder or a zip of class folders.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use image::imageops::{FilterType, crop_imm, resize};
use image::{DynamicImage, ImageDecoder, ImageReader, RgbImage};
use zip::ZipArchive;

use super::Outcome;
use super::split::split;

/// No picture's file is longer; a zip may claim anything.
const MOST_BYTES: u64 = 64 << 20;

/// A square picture that is known to show one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Bytes `[side, side, 3]`: red, green, blue.
    pub pixels: Vec<u8>,
    /// Position of its class in `Pictures::classes`.
    pub class: usize,
}

/// All pictures, in the order of their paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictures {
    pub side: usize,
    pub classes: Vec<String>,
    pub training: Vec<Picture>,
    pub test: Vec<Picture>,
    /// Files that are named like pictures and cannot be read.
    pub unreadable: Vec<String>,
}

/// Which pictures a folder above the class folders asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Training,
    Test,
}

/// A file, not yet read: its path inside the folder or zip, and what that says.
struct Entry {
    path: String,
    class: String,
    part: Option<Part>,
}

impl Pictures {
    /// Reads a folder or a zip; each picture's middle square is resized to `side`.
    ///
    /// # Errors
    /// A sentence, when there are no pictures, fewer than two classes, or one side of the split is missing.
    pub fn read(place: &Path, side: usize, seed: u64) -> Outcome<Self> {
        let mut source = Source::open(place)?;
        let entries = source.entries()?;
        let named = place.display();
        if entries.is_empty() {
            return Err(format!("{named} has no PNG or JPEG picture in a class folder.").into());
        }
        let classes: Vec<String> =
            entries.iter().map(|entry| entry.class.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        if classes.len() < 2 {
            return Err(
                format!("{named} has pictures of one class only, {}; two are needed.", classes[0]).into()
            );
        }
        let parts: BTreeSet<Option<Part>> = entries.iter().map(|entry| entry.part).collect();
        let is_split = parts == BTreeSet::from([Some(Part::Training), Some(Part::Test)]);
        if !is_split && parts != BTreeSet::from([None]) {
            return Err(format!(
                "{named} has only one of the folders `train` and `test`, or pictures outside them; both are needed, \
                 or neither."
            )
            .into());
        }
        let mut pictures = Self { side, classes, training: vec![], test: vec![], unreadable: vec![] };
        let mut together = Vec::new();
        for entry in entries {
            let class = pictures.classes.iter().position(|class| *class == entry.class).unwrap_or(0);
            match source.read(&entry.path).and_then(|file| square(&file, side)) {
                Err(_) => pictures.unreadable.push(entry.path),
                Ok(pixels) => match entry.part {
                    Some(Part::Training) => pictures.training.push(Picture { pixels, class }),
                    Some(Part::Test) => pictures.test.push(Picture { pixels, class }),
                    None => together.push(Picture { pixels, class }),
                },
            }
        }
        if !is_split {
            (pictures.training, pictures.test) = split(together, &pictures.classes, seed)?;
        }
        if pictures.training.is_empty() || pictures.test.is_empty() {
            return Err(format!("{named} has no readable picture to learn from or none to test on.").into());
        }
        Ok(pictures)
    }
}

/// Where files come from.
enum Source {
    Folder(PathBuf),
    Zip(ZipArchive<File>),
}

impl Source {
    fn open(place: &Path) -> Outcome<Self> {
        if place.is_dir() {
            return Ok(Self::Folder(place.to_owned()));
        }
        let named = place.display();
        let file = File::open(place).map_err(|error| format!("{named} cannot be opened: {error}."))?;
        let archive = ZipArchive::new(file)
            .map_err(|error| format!("{named} is neither a folder nor a zip that can be read: {error}."))?;
        Ok(Self::Zip(archive))
    }

    /// All pictures, sorted by path.
    fn entries(&self) -> Outcome<Vec<Entry>> {
        let paths = match self {
            Self::Folder(root) => {
                let mut paths = Vec::new();
                list(root, "", &mut paths)?;
                paths
            }
            Self::Zip(archive) => archive.file_names().flatten().map(Cow::into_owned).collect(),
        };
        let entries: BTreeMap<String, Entry> =
            paths.into_iter().filter_map(entry).map(|entry| (entry.path.clone(), entry)).collect();
        Ok(entries.into_values().collect())
    }

    fn read(&mut self, path: &str) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Folder(root) => File::open(root.join(path))?.take(MOST_BYTES).read_to_end(&mut bytes)?,
            Self::Zip(archive) => archive.by_name(path)?.take(MOST_BYTES).read_to_end(&mut bytes)?,
        };
        Ok(bytes)
    }
}

fn list(folder: &Path, from_root: &str, paths: &mut Vec<String>) -> Outcome<()> {
    let unreadable = |error| format!("The folder {} cannot be read: {error}.", folder.display());
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if from_root.is_empty() { name } else { format!("{from_root}/{name}") };
        if entry.path().is_dir() {
            list(&entry.path(), &path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

/// What a path says: the picture's class is the folder that holds it. Nothing for what is no picture.
fn entry(path: String) -> Option<Entry> {
    let is_hidden = path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    let ending = path.rsplit_once('.')?.1.to_ascii_lowercase();
    if is_hidden || !["png", "jpg", "jpeg"].contains(&ending.as_str()) {
        return None;
    }
    let mut folders = path.rsplit('/').skip(1);
    let class = folders.next()?.to_owned();
    let part = match folders.next() {
        Some("train") => Some(Part::Training),
        Some("test") => Some(Part::Test),
        _ => None,
    };
    Some(Entry { class, part, path })
}

/// The middle square of an encoded picture, upright, resized: bytes `[side, side, 3]`.
fn square(file: &[u8], side: usize) -> Outcome<Vec<u8>> {
    let mut decoder = ImageReader::new(Cursor::new(file)).with_guessed_format()?.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    let (rgb, side): (RgbImage, u32) = (picture.into_rgb8(), side.try_into()?);
    let (width, height) = rgb.dimensions();
    let middle = width.min(height);
    let cropped = crop_imm(&rgb, (width - middle) / 2, (height - middle) / 2, middle, middle).to_image();
    // Resizing to the same side would only cost time.
    let resized = if middle == side { cropped } else { resize(&cropped, side, side, FilterType::Triangle) };
    Ok(resized.into_raw())
}
