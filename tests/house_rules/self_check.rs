//! Every house rule finds a made-up violation and leaves alone what is right, so that the tests can fail.

use super::*;

#[test]
fn heads_and_sizes_are_noticed() {
    assert_eq!(opens_with_sentence("src/a.rs", "//! It says what it is.\n").len(), 0);
    assert_eq!(opens_with_sentence("src/a.rs", "use std::fs;\n").len(), 1);
    assert_eq!(opens_with_sentence("www/a.ts", "/**\n * It says what\n * it is.\n */\n").len(), 0);
    assert_eq!(
        opens_with_sentence("www/a.mjs", "#!/usr/bin/env node\n/** It says what it is. */\n").len(),
        0
    );
    assert_eq!(opens_with_sentence("www/a.ts", "/** utils */\n").len(), 1);
    assert_eq!(opens_with_sentence("www/a.css", "a { color: red }\n").len(), 1);
    assert_eq!(is_short_enough("src/a.rs", &"\n".repeat(500)).len(), 0);
    assert_eq!(
        is_short_enough("src/a.rs", &"\n".repeat(501)),
        ["src/a.rs:501: no file has more than 500 lines; split it by what it does"]
    );
    assert_eq!(is_short_enough("www/src/engine/protocol.ts", &"\n".repeat(501)).len(), 0);
}

#[test]
fn rust_imports_from_below_are_noticed() {
    let modules =
        modules_declared_in("pub mod error;\npub mod pixels;\nmod head;\npub mod probes;\npub mod engine;\n");
    assert_eq!(modules, ["error", "pixels", "head", "probes", "engine"]);
    let violations = |path, text| imports_from_above(path, text, &modules);
    assert_eq!(violations("src/head.rs", "use crate::pixels::Square;\n").len(), 0);
    assert_eq!(violations("src/head.rs", "// like crate::engine\nuse super::*;\n").len(), 0);
    assert_eq!(violations("src/pixels.rs", "use crate::head::Head;\n").len(), 1);
    assert_eq!(violations("src/pixels.rs", "use super::head;\n").len(), 1);
    assert_eq!(violations("src/probes/why.rs", "use crate::engine::Engine;\n").len(), 1);
    let group = "use std::fs;\nuse crate::{\n    error::{EngineError, engine},\n    probes::Why,\n};\n";
    assert_eq!(
        violations("src/head.rs", group),
        ["src/head.rs:2: `head` imports `probes`, which src/lib.rs declares below it"]
    );
    assert_eq!(violations("src/engine.rs", "use crate::{pixels, head, probes};\n").len(), 0);
    assert_eq!(violations("src/stray.rs", "").len(), 1);
    assert_eq!(
        leaves_wasm_bindgen_alone("src/head.rs", "\nuse wasm_bindgen::JsValue;\n"),
        ["src/head.rs:2: only src/browser.rs knows wasm_bindgen"]
    );
    assert_eq!(leaves_wasm_bindgen_alone("src/browser.rs", "use wasm_bindgen::JsValue;\n").len(), 0);
}

#[test]
fn page_imports_from_the_right_are_noticed() {
    let violations = |path, text| imports_from_the_left(path, text).len();
    assert_eq!(violations("www/src/views/a.tsx", "import { reduce } from \"../state/reduce\";\n"), 0);
    assert_eq!(violations("www/src/state/a.ts", "import { View } from \"../views/view\";\n"), 1);
    assert_eq!(violations("www/src/state/a.ts", "import {\n  View,\n} from \"../draw/view\";\n"), 1);
    assert_eq!(violations("www/src/inputs/a.ts", "const b = await import(\"../engine/client\");\n"), 1);
    assert_eq!(
        violations("www/src/inputs/a.ts", "new Worker(new URL(\"./decode.ts\", import.meta.url));\n"),
        0
    );
    assert_eq!(
        violations(
            "www/src/inputs/a.ts",
            "import { en } from \"../text/en\";\nimport \"../style/base.css\";\n"
        ),
        0
    );
    assert_eq!(
        violations("www/src/text/en.ts", "import type { EngineError } from \"../engine/protocol\";\n"),
        0
    );
    assert_eq!(violations("www/src/text/en.ts", "import { reduce } from \"../state/reduce\";\n"), 1);
    assert_eq!(violations("www/src/main.tsx", "import { App } from \"./views/app\";\n"), 0);
    assert_eq!(violations("www/src/views/a.tsx", "import { start } from \"../main\";\n"), 1);
    let engine =
        "import init from \"afterimage-engine-gpu\";\nimport url from \"afterimage-engine-gpu-wasm?url\";\n";
    assert_eq!(leaves_the_engine_alone("www/src/engine/client.ts", engine).len(), 2);
    assert_eq!(leaves_the_engine_alone("www/src/engine/worker-cpu.ts", engine).len(), 2);
    assert_eq!(leaves_the_engine_alone("www/src/engine/worker-gpu.ts", engine).len(), 0);
}

#[test]
fn sentences_outside_text_are_noticed() {
    let violations = |text| holds_no_sentences("www/src/views/a.tsx", text).len();
    assert_eq!(violations("<button type=\"button\" class=\"primary large\">{text.train}</button>\n"), 0);
    assert_eq!(violations("// He said \"Hello there\".\nconst key = \"ArrowUp\";\n"), 0);
    assert_eq!(violations("<button>Train</button>\n"), 1);
    assert_eq!(violations("<img alt=\"cat\" />\n"), 1);
    assert_eq!(violations("const message = \"Something went wrong\";\n"), 1);
    assert_eq!(violations("const icon = <path d=\"M8 3v10M3 8h10\" />;\n"), 0);
}
