//! The rules of the house that a compiler does not check: file heads, file sizes, and who may import whom.
//!
//! Each rule is a plain function from one file's path and text to sentences that say what is wrong and where.
//! `self_check` makes sure that every rule finds a made-up violation.

// A folder of its own, so that cargo does not take the parts for tests by themselves.
#[path = "house_rules/files.rs"]
mod files;
#[path = "house_rules/reading.rs"]
mod reading;
#[path = "house_rules/self_check.rs"]
mod self_check;

use std::{fs, io};

use files::{all_files, files_in, root};
use reading::{code_lines, crate_imports, folder_in_page, import_target, modules_declared_in, page_imports};

const MOST_LINES: usize = 500;

/// The pipeline of the page; a folder imports only from those on its left.
const PAGE_FOLDERS: [&str; 6] = ["inputs", "storage", "engine", "state", "draw", "views"];

/// Entries of a page: they may import everything, and nobody imports them.
const PAGE_ENTRIES: [&str; 4] = ["gallery", "evaluate", "bench", "main"];

#[test]
fn every_file_opens_with_a_sentence() -> io::Result<()> {
    check(&all_files()?, opens_with_sentence)
}

#[test]
fn no_file_is_too_long() -> io::Result<()> {
    check(&all_files()?, is_short_enough)
}

#[test]
fn rust_modules_import_only_from_above() -> io::Result<()> {
    let modules = modules_declared_in(&fs::read_to_string(root().join("src/lib.rs"))?);
    check(&files_in(&["src"], &["rs"])?, |path, text| imports_from_above(path, text, &modules))
}

#[test]
fn only_the_browser_module_knows_wasm_bindgen() -> io::Result<()> {
    check(&files_in(&["src"], &["rs"])?, leaves_wasm_bindgen_alone)
}

#[test]
fn page_folders_import_only_from_the_left() -> io::Result<()> {
    check(&files_in(&["www/src"], &["ts", "tsx"])?, imports_from_the_left)
}

#[test]
fn only_its_workers_import_the_engine() -> io::Result<()> {
    check(&files_in(&["www/src", "www/tests"], &["ts", "tsx"])?, leaves_the_engine_alone)
}

#[test]
fn sentences_live_in_text() -> io::Result<()> {
    check(&files_in(&["www/src/views", "www/src/draw"], &["tsx"])?, holds_no_sentences)
}

/// Fails with every violation in every file, so that one run shows all there is to do.
fn check(files: &[(String, String)], rule: impl Fn(&str, &str) -> Vec<String>) -> io::Result<()> {
    assert!(!files.is_empty(), "there is no file to check: this test looks in the wrong place");
    let violations: Vec<String> = files.iter().flat_map(|(path, text)| rule(path, text)).collect();
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
    Ok(())
}

// The rules.

fn opens_with_sentence(path: &str, text: &str) -> Vec<String> {
    let is_rust = path.ends_with(".rs");
    let body =
        if text.starts_with("#!/") { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text };
    let head: String = if is_rust {
        body.lines().map_while(|line| line.strip_prefix("//!")).collect::<Vec<_>>().join(" ")
    } else {
        // Style sheets know no documentation comments, so a plain one will do.
        let start = if path.ends_with(".css") { "/*" } else { "/**" };
        let comment = body.strip_prefix(start).and_then(|rest| rest.split_once("*/"));
        comment.map_or(String::new(), |(inside, _)| inside.trim_start_matches('*').replace("\n *", " "))
    };
    let head = head.trim();
    let is_sentence = head.split_whitespace().count() >= 3
        && head.contains(['.', '?', '!', ':'])
        && !head.starts_with(char::is_lowercase);
    if is_sentence {
        return Vec::new();
    }
    let marks = if is_rust { "//! …" } else { "/** … */" };
    vec![format!("{path}:1: open the file with one sentence that says what it is ({marks})")]
}

fn is_short_enough(path: &str, text: &str) -> Vec<String> {
    let is_generated = path == "www/src/engine/protocol.ts" || path.contains("labels");
    let num_lines = text.lines().count();
    if is_generated || num_lines <= MOST_LINES {
        return Vec::new();
    }
    vec![format!("{path}:{num_lines}: no file has more than {MOST_LINES} lines; split it by what it does")]
}

fn imports_from_above(path: &str, text: &str, modules: &[String]) -> Vec<String> {
    let place = path.strip_prefix("src/").unwrap_or(path);
    let own = place.split(['/', '.']).next().unwrap_or(place);
    if matches!(own, "engine" | "browser" | "lib" | "error" | "protocol") {
        return Vec::new();
    }
    let own_rank = modules.iter().position(|module| module == own);
    let mut violations = Vec::new();
    if own_rank.is_none() {
        violations.push(format!("{path}:1: src/lib.rs does not declare the module `{own}`"));
    }
    for (line, name) in crate_imports(text) {
        let rank = modules.iter().position(|module| *module == name);
        let is_free = name == own || name == "error" || name == "protocol" || rank.is_none();
        if !is_free && rank >= own_rank {
            violations
                .push(format!("{path}:{line}: `{own}` imports `{name}`, which src/lib.rs declares below it"));
        }
    }
    violations
}

fn leaves_wasm_bindgen_alone(path: &str, text: &str) -> Vec<String> {
    if path == "src/browser.rs" {
        return Vec::new();
    }
    let code = code_lines(text);
    let found = code.filter(|(_, line)| line.contains("wasm_bindgen"));
    found.map(|(line, _)| format!("{path}:{line}: only src/browser.rs knows wasm_bindgen")).collect()
}

fn imports_from_the_left(path: &str, text: &str) -> Vec<String> {
    let own = folder_in_page(path);
    let rank = |folder: &str| PAGE_FOLDERS.iter().position(|name| *name == folder);
    let mut violations = Vec::new();
    for import in page_imports(text) {
        let Some(target) = import_target(path, &import.from) else {
            continue;
        };
        let folder = folder_in_page(&target);
        if folder == own || PAGE_ENTRIES.contains(&own) {
            continue;
        }
        let is_allowed = match (rank(own), rank(folder)) {
            _ if PAGE_ENTRIES.contains(&folder) => false,
            _ if own == "text" => import.is_type,
            (_, None) => folder == "text" || folder == "style",
            (Some(mine), Some(theirs)) => theirs < mine,
            (None, Some(_)) => false,
        };
        if !is_allowed {
            let line = import.line;
            violations
                .push(format!("{path}:{line}: `{own}` must not import `{}` from `{folder}`", import.from));
        }
    }
    violations
}

fn leaves_the_engine_alone(path: &str, text: &str) -> Vec<String> {
    // Each build has a worker file of its own: `worker-gpu.ts` imports `afterimage-engine-gpu` and no other.
    // A thread of the build with threads is a worker of its own.
    let own = path.strip_prefix("www/src/engine/worker-").and_then(|rest| rest.strip_suffix(".ts"));
    let own = own.map(|name| if name == "thread" { "cpu-threads" } else { name });
    let own_names = own
        .map(|build| [format!("afterimage-engine-{build}"), format!("afterimage-engine-{build}-wasm?url")]);
    let is_own = |name: &String| own_names.as_ref().is_some_and(|names| names.contains(name));
    let imports = page_imports(text)
        .into_iter()
        .filter(|import| import.from.starts_with("afterimage-engine") && !is_own(&import.from));
    imports
        .map(|import| {
            format!("{path}:{}: only the worker of a build, engine/worker-*.ts, imports it", import.line)
        })
        .collect()
}

/// A best effort: literals that look like a sentence, words between tags, and spoken attributes.
fn holds_no_sentences(path: &str, text: &str) -> Vec<String> {
    let mut violations = Vec::new();
    for (line, code) in code_lines(text) {
        let literals = code.split('"').skip(1).step_by(2);
        let is_sentence = literals.filter(|literal| {
            literal.starts_with(char::is_uppercase)
                && literal.split(' ').filter(|word| is_word(word)).count() > 1
        });
        let between_tags =
            code.split('>').skip(1).filter_map(|rest| rest.split_once("</")).filter(|(words, _)| {
                !words.contains(['{', '}', '=', '(']) && words.chars().any(char::is_alphabetic)
            });
        let spoken = ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\""]
            .into_iter()
            .filter_map(|start| code.split_once(start))
            .filter(|(_, rest)| rest.starts_with(char::is_alphabetic));
        if is_sentence.count() + between_tags.count() + spoken.count() > 0 {
            violations
                .push(format!("{path}:{line}: what a person reads lives in www/src/text/: {}", code.trim()));
        }
    }
    violations
}

/// Letters only, besides the punctuation around them: paths of icons are not made of words.
fn is_word(text: &str) -> bool {
    let bare = text.trim_matches(|letter: char| letter.is_ascii_punctuation());
    !bare.is_empty() && bare.chars().all(|letter| letter.is_alphabetic() || letter == '\'')
}
