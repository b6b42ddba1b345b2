//! Finds the files that the house rules are checked on.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

pub fn root() -> PathBuf {
    // Cargo sets it both when it compiles a test and when it runs one.
    let at_run_time = env::var("CARGO_MANIFEST_DIR").ok();
    PathBuf::from(at_run_time.as_deref().or(option_env!("CARGO_MANIFEST_DIR")).unwrap_or("."))
}

pub fn all_files() -> io::Result<Vec<(String, String)>> {
    let mut files = files_in(&["src", "tests", "lab"], &["rs"])?;
    files.extend(files_in(&["www/src", "www/tests", "www/scripts"], &["ts", "tsx", "mts", "css", "mjs"])?);
    Ok(files)
}

/// Path from the root with forward slashes, and text, of all files with one of these endings.
pub fn files_in(folders: &[&str], endings: &[&str]) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for folder in folders {
        collect(&root(), &root().join(folder), endings, &mut files)?;
    }
    files.sort();
    Ok(files)
}

fn collect(
    root: &Path,
    folder: &Path,
    endings: &[&str],
    files: &mut Vec<(String, String)>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !matches!(name.as_ref(), "target" | "node_modules" | "pkg") {
                collect(root, &path, endings, files)?;
            }
        } else if path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)) {
            let from_root = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((from_root, fs::read_to_string(&path)?));
        }
    }
    Ok(())
}
