//! Writes `www/src/engine/protocol.ts` from the Rust types, and fails when the committed file differed.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

use afterimage::{error, protocol};
use tsify::Tsify;

#[test]
fn the_typescript_protocol_is_generated_from_rust() {
    let declarations = [
        error::EngineError::DECL,
        protocol::EngineCommand::DECL,
        protocol::EngineEvent::DECL,
        protocol::Device::DECL,
        protocol::GpuPreflight::DECL,
        protocol::GpuRefusal::DECL,
        protocol::SelfTestCheck::DECL,
        protocol::BackboneInfo::DECL,
        protocol::LabelledExample::DECL,
        protocol::Side::DECL,
        protocol::ExampleSide::DECL,
        protocol::TrainingSettings::DECL,
        protocol::Optimiser::DECL,
        protocol::EpochReport::DECL,
        protocol::Scores::DECL,
        protocol::ExamplePrediction::DECL,
        protocol::SavedHead::DECL,
        protocol::SavedLayer::DECL,
    ];
    let mut generated = String::from(
        "/** The contract with the engine. Generated from src/protocol.rs by `cargo test`; do not edit. */\n",
    );
    for declaration in declarations {
        generated.push('\n');
        generated.push_str(declaration);
        generated.push('\n');
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/src/engine/protocol.ts");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    if committed != generated {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/www/src/engine")).unwrap();
        std::fs::write(path, &generated).unwrap();
    }
    assert!(committed == generated, "protocol.ts was out of date; it has been written anew: commit it");
}
