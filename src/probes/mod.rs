//! Questions one may ask a network about a picture, one file each.

mod class_evidence;

pub use class_evidence::{FinalMap, class_evidence};
