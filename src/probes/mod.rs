//! Questions one may ask a network, one file each.

mod network_layers;

mod layer_maps;

mod channel_weights;

mod survey;

mod arithmetic;

mod class_evidence;

mod class_map;

mod neuron_shares;

mod picture_pyramid;

mod activation_maximisation;

mod projection;

mod replay;

mod clusters;

mod neighbours;

pub use activation_maximisation::{GrowingPicture, GrownChannel, excitement_and_gradient};
pub use arithmetic::{ValuePlace, explained_value};
pub use channel_weights::channel_weights;
pub use class_evidence::{FinalMap, class_evidence};
pub use class_map::{ClassMapValues, class_map, score_gradient};
pub use clusters::{Clusters, best_clusters, clusters};
pub use layer_maps::seen_layer;
pub use neighbours::{NeighbourScores, neighbour_scores};
pub use network_layers::{TailLayers, network_layers};
pub use neuron_shares::weighed_neurons;
pub use replay::learning_replay;
pub use survey::Surveys;
