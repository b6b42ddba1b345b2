//! How a gradient changes a parameter: SGD with momentum, Adam, AdamW.

use crate::lanes::Lanes;

/// First-moment decay of SGD and of Adam (Kingma & Ba 2015, section 2).
const FIRST_DECAY: f32 = 0.9;
/// Second-moment decay of Adam.
const SECOND_DECAY: f32 = 0.999;
/// Keeps Adam from dividing by nothing; burn's value.
const EPSILON: f32 = 1e-5;

/// Which optimiser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Stochastic gradient descent with momentum 0.9, without dampening.
    Sgd,
    /// The same with Nesterov's momentum: a step goes along what the momentum will be (Sutskever et al. 2013).
    Nesterov,
    /// Adam; weight decay is a part of the gradient.
    Adam,
    /// Adam with weight decay apart from the gradient (Loshchilov & Hutter 2019, algorithm 2).
    AdamW,
}

impl Rule {
    /// Whether it remembers squares as well.
    pub fn is_adaptive(self) -> bool {
        matches!(self, Self::Adam | Self::AdamW)
    }
}

/// What one step needs to know besides the gradient.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub rule: Rule,
    pub learning_rate: f32,
    pub weight_decay: f32,
    /// Longest gradient of one parameter tensor; a longer one is scaled down to it.
    pub max_gradient_norm: f32,
    /// Steps taken so far, this one included; at least 1.
    pub number: u32,
}

/// A step's constants, the same for all parameters: what the arithmetic of every rule is made of, wherever it runs.
///
/// With `scaled = gradient × clipping + parameter × added_decay` and `first = first × first_decay + scaled ×
/// first_share`, momentum goes `rate × first`, Nesterov's `rate × (scaled + first × first_decay)`. The adaptive rules
/// also keep `second = second × second_decay + scaled² × second_share` and go `rate × first_correction × first /
/// (√(second × second_correction) + epsilon)`, from a parameter that has lost `rate × decoupled_decay` of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepConstants {
    pub added_decay: f32,
    pub decoupled_decay: f32,
    pub first_decay: f32,
    pub first_share: f32,
    pub second_decay: f32,
    pub second_share: f32,
    pub epsilon: f32,
    /// For Adam's first moment having started at zero.
    pub first_correction: f32,
    /// The same for the second moment.
    pub second_correction: f32,
}

impl Step {
    /// What does not depend on the learning rate.
    pub fn constants(&self) -> StepConstants {
        let number = self.number.min(1_000_000) as i32;
        let (is_adaptive, is_decoupled) = (self.rule.is_adaptive(), self.rule == Rule::AdamW);
        StepConstants {
            added_decay: if is_decoupled { 0.0 } else { self.weight_decay },
            decoupled_decay: if is_decoupled { self.weight_decay } else { 0.0 },
            first_decay: FIRST_DECAY,
            first_share: if is_adaptive { 1.0 - FIRST_DECAY } else { 1.0 },
            second_decay: SECOND_DECAY,
            second_share: 1.0 - SECOND_DECAY,
            epsilon: EPSILON,
            first_correction: if is_adaptive { 1.0 / (1.0 - FIRST_DECAY.powi(number)) } else { 1.0 },
            second_correction: 1.0 / (1.0 - SECOND_DECAY.powi(number)),
        }
    }
}

/// What an optimiser remembers of earlier gradients, in the layout of the parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moments {
    pub(crate) first: Vec<[f32; 4]>,
    /// Empty for SGD.
    pub(crate) second: Vec<[f32; 4]>,
}

impl Moments {
    pub(crate) fn zeros(rule: Rule, length: usize) -> Self {
        let second = if rule.is_adaptive() { length } else { 0 };
        Self { first: vec![[0.0; 4]; length], second: vec![[0.0; 4]; second] }
    }
}

/// A step with its constants worked out, for one parameter tensor.
#[derive(Clone, Copy)]
pub(crate) struct PreparedStep {
    rule: Rule,
    gradient_scale: Lanes,
    added_decay: Lanes,
    kept_share: Lanes,
    first_decay: Lanes,
    first_share: Lanes,
    second_decay: Lanes,
    second_share: Lanes,
    epsilon: Lanes,
    /// Learning rate, corrected for Adam's first moment having started at zero.
    rate: Lanes,
    /// The same correction of the second moment.
    second_correction: Lanes,
}

impl PreparedStep {
    /// `squared_norm` is that of the whole tensor's gradient.
    pub fn new(step: &Step, squared_norm: f32) -> Self {
        let norm = squared_norm.sqrt();
        let is_long = norm > step.max_gradient_norm;
        let gradient_scale = if is_long { step.max_gradient_norm / norm } else { 1.0 };
        let constants = step.constants();
        Self {
            rule: step.rule,
            gradient_scale: Lanes::splat(gradient_scale),
            added_decay: Lanes::splat(constants.added_decay),
            kept_share: Lanes::splat(1.0 - step.learning_rate * constants.decoupled_decay),
            first_decay: Lanes::splat(constants.first_decay),
            first_share: Lanes::splat(constants.first_share),
            second_decay: Lanes::splat(constants.second_decay),
            second_share: Lanes::splat(constants.second_share),
            epsilon: Lanes::splat(constants.epsilon),
            rate: Lanes::splat(step.learning_rate * constants.first_correction),
            second_correction: Lanes::splat(constants.second_correction),
        }
    }

    /// Whether the second moment counts.
    pub fn is_adaptive(&self) -> bool {
        self.rule.is_adaptive()
    }

    /// Four parameters and their first moment, for SGD.
    #[inline(always)]
    pub fn apply_momentum(&self, gradient: Lanes, parameter: &mut [f32; 4], first: &mut [f32; 4]) {
        let before = Lanes::load(parameter);
        let scaled = self.scaled(gradient, before);
        let moment = self.moment(scaled, first);
        let change = match self.rule {
            Rule::Nesterov => scaled.add_product(moment, self.first_decay),
            _ => moment,
        };
        before.subtract(change.multiply(self.rate)).store(parameter);
    }

    /// Four parameters and both moments, for Adam and AdamW.
    #[inline(always)]
    pub fn apply_adaptive(
        &self,
        gradient: Lanes,
        parameter: &mut [f32; 4],
        first: &mut [f32; 4],
        second: &mut [f32; 4],
    ) {
        let before = Lanes::load(parameter);
        let scaled = self.scaled(gradient, before);
        let moment = self.moment(scaled, first);
        let square = scaled
            .multiply(scaled)
            .multiply(self.second_share)
            .add_product(Lanes::load(second), self.second_decay);
        square.store(second);
        let root = square.multiply(self.second_correction).square_root();
        let change = moment.multiply(self.rate).divide(root.add(self.epsilon));
        before.multiply(self.kept_share).subtract(change).store(parameter);
    }

    #[inline(always)]
    fn scaled(&self, gradient: Lanes, before: Lanes) -> Lanes {
        gradient.multiply(self.gradient_scale).add_product(before, self.added_decay)
    }

    #[inline(always)]
    fn moment(&self, scaled: Lanes, first: &mut [f32; 4]) -> Lanes {
        let moment = scaled.multiply(self.first_share).add_product(Lanes::load(first), self.first_decay);
        moment.store(first);
        moment
    }
}
