//! The layers that learn as plain descriptions, and whether the shaders can teach them.

/// What one output channel of a layer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// A square of all channels.
    Full,
    /// A square of its own channel.
    Depthwise,
    /// One place of all channels.
    Pointwise,
}

/// Where a layer's input comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// From what the first learning layer reads.
    Cut,
    /// From another learning layer, by its place in the list.
    Layer(usize),
}

/// One convolution with a bias, and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LearningLayer {
    pub kind: LayerKind,
    pub kernel: u32,
    pub stride: u32,
    /// Followed by ReLU6.
    pub is_activated: bool,
    pub input: Source,
    /// What is added to what it gives.
    pub skip: Option<Source>,
    pub inputs: u32,
    pub outputs: u32,
}

/// How much memory learning may take on the GPU, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// For all maps of a step and the gradients by them; a batch that needs more goes through in pieces.
    pub of_step: u64,
    /// For what the first layer reads of pictures; what is beyond is sent again in every step.
    pub of_kept_maps: u64,
}

impl Default for Room {
    /// Seven pictures of 224 pixels where everything learns, and every batch where the last blocks do; and five thousand
    /// pictures of which 192 channels of 7 × 7 places are kept.
    fn default() -> Self {
        Self { of_step: 256 << 20, of_kept_maps: 192 << 20 }
    }
}

/// A square map, channel-last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapShape {
    pub side: u32,
    pub channels: u32,
}

impl MapShape {
    /// Of one picture.
    pub fn num_values(self) -> u32 {
        self.num_pixels() * self.channels
    }

    pub fn num_pixels(self) -> u32 {
        self.side * self.side
    }
}

/// Layers that learn, in the order in which they are computed, with all their maps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TailShape {
    pub layers: Vec<LearningLayer>,
    /// What the first layer reads.
    pub cut: MapShape,
    /// What each layer gives.
    pub maps: Vec<MapShape>,
}

/// What follows a gradient once it has gone through a layer: the way into what that layer read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayIn {
    /// Nothing learns there.
    Closed,
    /// Nothing happens to it.
    Plain,
    /// Only where the ReLU6 of this layer let values through.
    ThroughRelu6(usize),
    /// The gradient by what this layer gives, which went past, joins it.
    JoinedBy(usize),
}

impl TailShape {
    /// `cut_side` is the number of places a side of what the first layer reads.
    ///
    /// # Errors
    /// What the shaders know nothing of.
    pub fn new(layers: Vec<LearningLayer>, cut_side: u32) -> Result<Self, String> {
        let first = layers.first().ok_or("no layer")?;
        if layers.last().is_some_and(|layer| !layer.is_activated) {
            return Err("a last layer without an activation".to_owned());
        }
        let cut = MapShape { side: cut_side, channels: first.inputs };
        let mut maps: Vec<MapShape> = Vec::with_capacity(layers.len());
        for (number, layer) in layers.iter().enumerate() {
            let unknown = |what: &str| format!("layer {number}: {what}");
            check(layer).map_err(unknown)?;
            if layer.kind == LayerKind::Full && (number > 0 || layer.input != Source::Cut) {
                return Err(unknown("a full convolution that does not read the picture"));
            }
            let is_chained = layer.input == number.checked_sub(1).map_or(Source::Cut, Source::Layer);
            if !is_chained {
                return Err(unknown("an input that is not the layer before"));
            }
            let input = maps.last().copied().unwrap_or(cut);
            if input.channels != layer.inputs {
                return Err(unknown("channels that do not fit"));
            }
            let map = MapShape { side: input.side.div_ceil(layer.stride), channels: layer.outputs };
            let skipped = layer.skip.map(|skip| match skip {
                Source::Cut => Some(cut),
                Source::Layer(layer) => maps.get(layer).copied(),
            });
            if skipped.is_some_and(|skipped| skipped != Some(map)) {
                return Err(unknown("a skip that does not fit"));
            }
            maps.push(map);
        }
        let shape = Self { layers, cut, maps };
        match (0..shape.layers.len()).find(|layer| !shape.has_one_way_in(*layer)) {
            Some(layer) => Err(format!("layer {layer}: more than one way back to what it reads")),
            None => Ok(shape),
        }
    }

    /// What a layer reads.
    pub fn input(&self, layer: usize) -> MapShape {
        match self.layers[layer].input {
            Source::Cut => self.cut,
            Source::Layer(input) => self.maps[input],
        }
    }

    /// What becomes of a gradient that has gone through `layer`.
    pub fn way_in(&self, layer: usize) -> WayIn {
        let Source::Layer(input) = self.layers[layer].input else { return WayIn::Closed };
        let past = self.layers.iter().position(|other| other.skip == Some(Source::Layer(input)));
        match (past, self.layers[input].is_activated) {
            (Some(past), _) => WayIn::JoinedBy(past),
            (None, true) => WayIn::ThroughRelu6(input),
            (None, false) => WayIn::Plain,
        }
    }

    /// The layers that add a block's branch to what the block read.
    pub fn branch_ends(&self) -> impl Iterator<Item = usize> + '_ {
        let layers = self.layers.iter().enumerate();
        layers.filter(|(_, layer)| layer.skip.is_some()).map(|(number, _)| number)
    }

    /// Whether one launch takes a gradient back through this layer.
    fn has_one_way_in(&self, layer: usize) -> bool {
        let Source::Layer(input) = self.layers[layer].input else { return true };
        let num_past = self.layers.iter().filter(|other| other.skip == Some(Source::Layer(input))).count();
        let is_activated = self.layers[input].is_activated;
        let is_depthwise = self.layers[layer].kind == LayerKind::Depthwise;
        num_past + usize::from(is_activated) <= 1 && (!is_depthwise || is_activated)
    }

    /// Length of a picture's features.
    pub fn feature_length(&self) -> u32 {
        self.layers.last().map_or(0, |layer| layer.outputs)
    }
}

fn check(layer: &LearningLayer) -> Result<(), &'static str> {
    let LearningLayer { kind, kernel, stride, is_activated, skip, inputs, outputs, .. } = *layer;
    match kind {
        LayerKind::Pointwise if kernel != 1 || stride != 1 => Err("a 1×1 convolution with a stride"),
        LayerKind::Pointwise if is_activated && skip.is_some() => Err("an activation after a skip"),
        LayerKind::Pointwise => Ok(()),
        _ if !is_activated || skip.is_some() => Err("a wide convolution without an activation of its own"),
        LayerKind::Depthwise if inputs != outputs => Err("a depthwise convolution that changes the width"),
        LayerKind::Depthwise if ![3, 5].contains(&kernel) || ![1, 2].contains(&stride) => {
            Err("a depthwise convolution of another size")
        }
        LayerKind::Depthwise => Ok(()),
        LayerKind::Full if [inputs, outputs, kernel, stride] != [3, 32, 3, 2] => {
            Err("a full convolution of another size")
        }
        LayerKind::Full => Ok(()),
    }
}

#[cfg(test)]
pub mod tests {
    use super::{LayerKind, LearningLayer, Source, TailShape, WayIn};

    fn layer(kind: LayerKind, kernel: u32, stride: u32, [inputs, outputs]: [u32; 2]) -> LearningLayer {
        LearningLayer {
            kind,
            kernel,
            stride,
            is_activated: true,
            input: Source::Cut,
            skip: None,
            inputs,
            outputs,
        }
    }

    fn chained(mut layers: Vec<LearningLayer>) -> Vec<LearningLayer> {
        for (number, layer) in layers.iter_mut().enumerate().skip(1) {
            layer.input = Source::Layer(number - 1);
        }
        layers
    }

    /// A block with a skip around it, one that halves the map, and a last layer.
    pub fn two_blocks() -> Vec<LearningLayer> {
        let project = |layer: LearningLayer| LearningLayer { is_activated: false, ..layer };
        let mut layers = chained(vec![
            layer(LayerKind::Pointwise, 1, 1, [8, 48]),
            layer(LayerKind::Depthwise, 3, 1, [48, 48]),
            project(layer(LayerKind::Pointwise, 1, 1, [48, 8])),
            layer(LayerKind::Pointwise, 1, 1, [8, 48]),
            layer(LayerKind::Depthwise, 5, 1, [48, 48]),
            project(layer(LayerKind::Pointwise, 1, 1, [48, 8])),
            layer(LayerKind::Pointwise, 1, 1, [8, 48]),
            layer(LayerKind::Depthwise, 5, 2, [48, 48]),
            project(layer(LayerKind::Pointwise, 1, 1, [48, 12])),
            layer(LayerKind::Pointwise, 1, 1, [12, 40]),
        ]);
        layers[2].skip = Some(Source::Cut);
        layers[5].skip = Some(Source::Layer(2));
        layers
    }

    #[test]
    fn gradients_find_their_way_back() {
        let shape = TailShape::new(two_blocks(), 7).unwrap_or_else(|error| unreachable!("{error}"));
        let sides: Vec<u32> = shape.maps.iter().map(|map| map.side).collect();
        assert_eq!(sides, [7, 7, 7, 7, 7, 7, 7, 4, 4, 4]);
        assert_eq!(shape.way_in(0), WayIn::Closed);
        assert_eq!(shape.way_in(1), WayIn::ThroughRelu6(0));
        assert_eq!(shape.way_in(3), WayIn::JoinedBy(5), "what went past the block joins");
        assert_eq!(shape.way_in(6), WayIn::Plain);
        assert_eq!(shape.feature_length(), 40);
    }

    #[test]
    fn what_the_shaders_do_not_know_is_named() {
        let refused = |change: fn(&mut Vec<LearningLayer>)| {
            let mut layers = two_blocks();
            change(&mut layers);
            TailShape::new(layers, 7).err().unwrap_or_default()
        };
        assert_eq!(refused(|_| ()), "");
        assert!(refused(|layers| layers[1].kernel = 7).contains("layer 1: a depthwise"));
        assert!(refused(|layers| layers[3].kind = LayerKind::Full).contains("layer 3: a full"));
        assert!(refused(|layers| layers[5].is_activated = true).contains("an activation after a skip"));
        assert!(refused(|layers| layers[8].skip = Some(Source::Layer(2))).contains("a skip"));
        assert!(refused(|layers| layers[9].input = Source::Layer(7)).contains("not the layer before"));
    }
}
