//! Reads the tensors of a PyTorch state dictionary by name, from a `.safetensors` file or from a `.pth` file.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use pytorch_reader::{DType, PytorchReader};
use serde_json::Value;

/// Shape and values, row by row, by name.
pub type StateDictionary = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// A header longer than this is no header.
const MOST_HEADER_BYTES: usize = 64 << 20;

/// Reads every float32 tensor of the file; tensors of integers, such as counts of batches, are left out.
///
/// # Errors
/// A sentence that names the file, when it cannot be read or holds floats of another precision.
pub fn read_state_dictionary(path: &Path) -> Result<StateDictionary, Box<dyn Error>> {
    let is_safetensors = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("safetensors"));
    let found = if is_safetensors {
        std::fs::read(path).map_err(Into::into).and_then(|file| read_safetensors(&file))
    } else {
        read_pytorch(path)
    };
    found.map_err(|error| format!("The weights in {} cannot be read: {error}.", path.display()).into())
}

fn read_pytorch(path: &Path) -> Result<StateDictionary, Box<dyn Error>> {
    let mut tensors = StateDictionary::new();
    let reader = PytorchReader::new(path).map_err(|error| match begins_as_archive(path) {
        true => {
            format!("it begins as a PyTorch file and does not end as one, so it was cut off ({error})").into()
        }
        false => Box::<dyn Error>::from(error),
    })?;
    for (name, tensor) in reader.into_tensors() {
        match tensor.dtype() {
            DType::F32 => {
                tensors.insert(name, (tensor.shape().to_vec(), floats(&tensor.read()?)));
            }
            DType::F64 | DType::F16 | DType::BF16 => return Err(of_another_precision(&name)),
            _ => {}
        }
    }
    Ok(tensors)
}

/// PyTorch's files are zip archives, whose table of contents comes last.
fn begins_as_archive(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *b"PK\x03\x04"
}

/// The format: 8 bytes with the length of a JSON header, the header, and the values that it points into.
fn read_safetensors(file: &[u8]) -> Result<StateDictionary, Box<dyn Error>> {
    let (length, rest) = file.split_first_chunk::<8>().ok_or("it is too short for a .safetensors file")?;
    let length = usize::try_from(u64::from_le_bytes(*length))?;
    if length > MOST_HEADER_BYTES.min(rest.len()) {
        return Err("it is no .safetensors file, or was cut off".into());
    }
    let (header, data) = rest.split_at(length);
    let Value::Object(header) = serde_json::from_slice(header)? else {
        return Err("its header is no JSON object".into());
    };
    let mut tensors = StateDictionary::new();
    for (name, entry) in header.iter().filter(|(name, _)| *name != "__metadata__") {
        match entry["dtype"].as_str() {
            Some("F32") => {}
            Some("F64" | "F16" | "BF16") => return Err(of_another_precision(name)),
            _ => continue,
        }
        let malformed = || format!("its header describes {name} in an unknown way");
        let numbers = |key: &str| -> Option<Vec<usize>> {
            let listed = entry[key].as_array()?.iter();
            listed.map(|number| number.as_u64().and_then(|number| usize::try_from(number).ok())).collect()
        };
        let (Some(shape), Some(offsets)) = (numbers("shape"), numbers("data_offsets")) else {
            return Err(malformed().into());
        };
        let [start, end] = offsets[..] else { return Err(malformed().into()) };
        let bytes = data.get(start..end).ok_or_else(|| format!("it ends before {name}"))?;
        let count = shape.iter().try_fold(4_usize, |count, side| count.checked_mul(*side));
        if count != Some(bytes.len()) {
            return Err(malformed().into());
        }
        tensors.insert(name.clone(), (shape, floats(bytes)));
    }
    Ok(tensors)
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers.iter().map(|number| f32::from_le_bytes(*number)).collect()
}

fn of_another_precision(name: &str) -> Box<dyn Error> {
    format!("{name} does not hold float32 numbers; save the state dictionary after `.float()`").into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::read_safetensors;

    fn file(header: &str, data: &[f32]) -> Vec<u8> {
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend(header.bytes());
        file.extend(data.iter().flat_map(|number| number.to_le_bytes()));
        file
    }

    #[test]
    fn safetensors_give_their_floats_by_name() {
        let header = r#"{"__metadata__":{"format":"pt"},
            "bn1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},
            "fc.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}"#;
        let tensors = read_safetensors(&file(header, &[0.0, 0.0, 1.5, -2.5])).unwrap();
        assert_eq!(tensors.len(), 1);
        assert_eq!(tensors["fc.weight"], (vec![2, 1], vec![1.5, -2.5]));
    }

    #[test]
    fn a_damaged_file_is_refused_in_words() {
        let refused = |file: &[u8]| read_safetensors(file).unwrap_err().to_string();
        let entry = |rest: &str| file(&format!(r#"{{"a":{{{rest}}}}}"#), &[1.0]);
        assert_eq!(refused(b"short"), "it is too short for a .safetensors file");
        assert_eq!(refused(&u64::MAX.to_le_bytes()), "it is no .safetensors file, or was cut off");
        let too_far = entry(r#""dtype":"F32","shape":[2],"data_offsets":[0,8]"#);
        assert_eq!(refused(&too_far), "it ends before a");
        let misshapen = entry(r#""dtype":"F32","shape":[3],"data_offsets":[0,4]"#);
        assert_eq!(refused(&misshapen), "its header describes a in an unknown way");
        let half = entry(r#""dtype":"F16","shape":[2],"data_offsets":[0,4]"#);
        assert!(refused(&half).starts_with("a does not hold float32 numbers"));
    }
}
