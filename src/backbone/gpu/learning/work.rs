//! A batch on its way through the learning layers, in as few pieces as there is memory for.

use wgpu::{CommandEncoder, Device};

use super::cut_store::Place;
use super::launches::{Launch, Owned, encode, zeros};
use super::memory::pictures_at_once;
use super::plan::{Numbers, Pass, StepMemory};
use crate::backbone::gpu::results_buffer;

/// Passes kept ready: whole pieces of a batch and their rest, to learn from and to look at.
const MAX_PASSES: usize = 4;

/// Memory for batches up to some size, and the passes that use it.
pub struct Work {
    memory: StepMemory,
    transposing: Vec<Launch>,
    /// `[pictures, feature_length]` of a whole batch.
    pub of_features: Owned,
    /// The same, for reading on the page's side.
    pub results: Owned,
    /// `[pictures, branches]` of a whole batch.
    pub shares: Owned,
    /// Whether branches count as the shares say, and not once each.
    pub is_weighed: bool,
    most_of_batch: usize,
    row_bytes: u64,
    /// Of the shares.
    share_bytes: u64,
    /// The one used last comes last.
    passes: Vec<Pass>,
}

impl Work {
    /// What was there before if it is enough for a batch of so many pictures, or else something larger.
    pub fn for_batch(before: Option<Self>, numbers: &Numbers<'_>, count: usize, room: u64) -> Self {
        let limits = numbers.device.limits();
        let most_bytes = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
        let at_once = pictures_at_once(numbers.shape, count as u32, room, most_bytes);
        let known = before.as_ref().map_or((0, 0), |work| (work.most_of_batch, work.memory.most_pictures));
        match before {
            Some(work) if count <= known.0 && at_once <= known.1 => work,
            // The memory of before goes first, so that there is never both.
            before => {
                drop(before);
                Self::new(numbers, count.max(known.0), at_once.max(known.1))
            }
        }
    }

    fn new(numbers: &Numbers<'_>, most_of_batch: usize, at_once: u32) -> Self {
        let device: &Device = numbers.device;
        let memory = StepMemory::new(numbers, at_once);
        let row_length = u64::from(numbers.shape.feature_length());
        let length = row_length * most_of_batch as u64;
        let num_shares = numbers.shape.branch_ends().count() as u64;
        Self {
            shares: zeros(device, num_shares * most_of_batch as u64),
            share_bytes: num_shares * 4,
            is_weighed: false,
            transposing: numbers.transposing(&memory),
            of_features: zeros(device, length),
            results: Owned::new(results_buffer(device, length * 4)),
            memory,
            most_of_batch,
            row_bytes: row_length * 4,
            passes: Vec::new(),
        }
    }

    /// Leaves the batch's features in `results`.
    pub fn encode_features(&mut self, encoder: &mut CommandEncoder, numbers: &Numbers<'_>, batch: &[Place]) {
        let (mut done, mut first) = (0, 0);
        for piece in batch.chunks(self.memory.most_pictures as usize) {
            self.encode_forward(encoder, numbers, first, piece);
            first += piece.len();
            let bytes = self.row_bytes * piece.len() as u64;
            encoder.copy_buffer_to_buffer(&self.memory.features, 0, &self.results, done, bytes);
            done += bytes;
        }
    }

    /// Adds what the batch says to the gradients by all weights; its features were asked for last, and `of_features` is
    /// filled.
    pub fn encode_gradients(&mut self, encoder: &mut CommandEncoder, numbers: &Numbers<'_>, batch: &[Place]) {
        encode(encoder, &self.transposing);
        let pieces = batch.chunks(self.memory.most_pictures as usize);
        let mut first = batch.len();
        for (index, piece) in pieces.rev().enumerate() {
            // The last piece's maps are still there; those of the others have to be made again.
            first -= piece.len();
            if index > 0 {
                self.encode_forward(encoder, numbers, first, piece);
            }
            let (begin, bytes) = (self.row_bytes * first as u64, self.row_bytes * piece.len() as u64);
            encoder.copy_buffer_to_buffer(&self.of_features, begin, &self.memory.of_features, 0, bytes);
            encode(encoder, &self.pass(numbers, piece.len()).backward);
        }
    }

    /// The piece's first picture is the batch's `first`.
    fn encode_forward(
        &mut self,
        encoder: &mut CommandEncoder,
        numbers: &Numbers<'_>,
        first: usize,
        piece: &[Place],
    ) {
        let bytes = u64::from(numbers.shape.cut.num_values()) * 4;
        for (place, to) in piece.iter().zip(0..) {
            encoder.copy_buffer_to_buffer(&place.buffer, place.offset, &self.memory.cut, to * bytes, bytes);
        }
        if self.is_weighed {
            let (begin, bytes) = (self.share_bytes * first as u64, self.share_bytes * piece.len() as u64);
            encoder.copy_buffer_to_buffer(&self.shares, begin, &self.memory.shares, 0, bytes);
        }
        encode(encoder, &self.pass(numbers, piece.len()).forward);
    }

    fn pass(&mut self, numbers: &Numbers<'_>, pictures: usize) -> &Pass {
        let (pictures, is_weighed) = (pictures as u32, self.is_weighed);
        let fits = |pass: &Pass| (pass.pictures, pass.is_weighed) == (pictures, is_weighed);
        let known = self.passes.iter().position(fits);
        let pass = match known {
            Some(index) => self.passes.remove(index),
            None => {
                if self.passes.len() == MAX_PASSES {
                    self.passes.remove(0);
                }
                numbers.pass(&self.memory, pictures, is_weighed)
            }
        };
        self.passes.push(pass);
        &self.passes[self.passes.len() - 1]
    }
}
