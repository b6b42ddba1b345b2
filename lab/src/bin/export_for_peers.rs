//! `export_for_peers WEIGHTS OUT`: the network as plain numbers, for the engines that the benchmark compares with.
//!
//! Writes `OUT.bin` (every tensor as little-endian float32, one after the other) and `OUT.json`
//! (`[{"name", "shape", "offset"}]`, the offset in values). The numbers are those the engine computes with,
//! after decompression, with every batch norm folded into its convolution.

use std::error::Error;
use std::fmt::Write;
use std::{env, fs};

use afterimage::weights::WeightReader;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [weights, out] = arguments.as_slice() else {
        return Err("usage: export_for_peers WEIGHTS OUT".into());
    };
    let mut reader = WeightReader::default();
    reader.push(&fs::read(weights)?).map_err(|error| format!("{error:?}"))?;
    let weights = reader.finish().map_err(|error| format!("{error:?}"))?;
    let (mut bytes, mut entries) = (Vec::new(), Vec::new());
    for (name, tensor) in weights.tensors() {
        let offset = bytes.len() / size_of::<f32>();
        let mut entry = String::new();
        write!(entry, r#"{{"name":"{name}","shape":{:?},"offset":{offset}}}"#, tensor.shape)?;
        entries.push(entry);
        bytes.extend(tensor.values.iter().flat_map(|value| value.to_le_bytes()));
    }
    fs::write(format!("{out}.bin"), bytes)?;
    fs::write(format!("{out}.json"), format!("[\n{}\n]\n", entries.join(",\n")))?;
    Ok(())
}
