//! Reads Rust and TypeScript as far as the house rules need it: code lines and imports.

/// Lines with their numbers, without those that are comments as a whole.
pub fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    numbered
        .filter(|(_, line)| !["//", "/*", "*", "{/*"].iter().any(|mark| line.trim_start().starts_with(mark)))
}

pub fn modules_declared_in(lib: &str) -> Vec<String> {
    let declared = code_lines(lib).filter_map(|(_, line)| {
        line.trim().trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
    });
    declared.collect()
}

/// First names of all paths that start at the crate's root, also in `use crate::{a::B, c::D}` over several lines.
pub fn crate_imports(text: &str) -> Vec<(usize, String)> {
    let mut code = String::new();
    let mut line_starts = Vec::new();
    for (line, content) in code_lines(text) {
        line_starts.push((code.len(), line));
        code.push_str(content);
        code.push('\n');
    }
    let line_at = |offset: usize| {
        line_starts.iter().rev().find(|(start, _)| *start <= offset).map_or(1, |(_, line)| *line)
    };
    let mut imports = Vec::new();
    for start in ["crate::", "super::"] {
        for (offset, _) in code.match_indices(start) {
            let rest = &code[offset + start.len()..];
            let names = match rest.strip_prefix('{') {
                Some(group) => top_level_names(group),
                None => vec![rest.to_owned()],
            };
            let first_names = names.iter().map(|name| {
                name.trim_start()
                    .chars()
                    .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                    .collect()
            });
            imports.extend(first_names.map(|name| (line_at(offset), name)));
        }
    }
    imports
}

/// What stands between the commas of a group, not looking into groups within.
fn top_level_names(group: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut depth = 0;
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(name) = names.last_mut() {
            name.push(letter);
        }
    }
    names
}

pub struct PageImport {
    pub line: usize,
    pub from: String,
    pub is_type: bool,
}

/// Static and dynamic imports, exports from elsewhere, and workers by address.
pub fn page_imports(text: &str) -> Vec<PageImport> {
    let mut imports = Vec::new();
    let mut is_type = false;
    for (line, code) in code_lines(text) {
        let trimmed = code.trim_start();
        if trimmed.starts_with("import ") || trimmed.starts_with("export ") {
            is_type = trimmed.starts_with("import type ") || trimmed.starts_with("export type ");
        }
        for start in ["from \"", "import \"", "import(\"", "new URL(\""] {
            let Some((before, rest)) = code.split_once(start) else {
                continue;
            };
            let Some((from, _)) = rest.split_once('"') else {
                continue;
            };
            // `import("./x").Name` in the place of a type imports nothing when the program runs.
            let is_type = (is_type && start == "from \"")
                || (start == "import(\"" && before.ends_with([' ', '=']) && rest.contains("\")."));
            imports.push(PageImport { line, from: from.to_owned(), is_type });
        }
    }
    imports
}

/// The file that a relative import names, as a path from the repository's root; nothing for a package.
pub fn import_target(path: &str, from: &str) -> Option<String> {
    if !from.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in from.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    let target = parts.join("/");
    target.starts_with("www/src/").then_some(target)
}

/// `views` for `www/src/views/train/curves.tsx`, `main` for `www/src/main.tsx`.
pub fn folder_in_page(path: &str) -> &str {
    path.strip_prefix("www/src/").and_then(|rest| rest.split(['/', '.']).next()).unwrap_or("")
}
