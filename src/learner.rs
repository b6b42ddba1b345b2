//! One step of gradient descent for a head: forward, loss, backward (Rumelhart et al. 1986), optimiser.

use afterimage_kernels::{Moments, Rule, Step};

use crate::head::{Head, activated, without_padding};
use crate::loss::CrossEntropy;
use crate::protocol::{Optimiser, TrainingSettings};

/// Gradients longer than this are scaled down, so that one odd batch cannot throw the head away.
const MAX_GRADIENT_NORM: f32 = 10.0;

/// What one step saw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepReport {
    /// Mean over the batch before the step.
    pub loss: f32,
    /// Length of the loss's gradient, before clipping.
    pub gradient_norm: f32,
}

/// An optimiser with what it remembers of earlier steps.
#[derive(Clone, Debug)]
pub struct Learner {
    rule: Rule,
    learning_rate: f32,
    /// Where the schedule is.
    rate_factor: f32,
    weight_decay: f32,
    loss: CrossEntropy,
    steps: u32,
    hidden: Option<[Moments; 2]>,
    output: [Moments; 2],
}

/// The kernels' name for it.
pub fn rule_of(optimiser: Optimiser) -> Rule {
    match optimiser {
        Optimiser::Sgd => Rule::Sgd,
        Optimiser::Nesterov => Rule::Nesterov,
        Optimiser::Adam => Rule::Adam,
        Optimiser::AdamW => Rule::AdamW,
    }
}

impl Learner {
    /// A learner that has seen nothing, for a head of this shape.
    pub fn new(head: &Head, settings: &TrainingSettings, loss: CrossEntropy) -> Self {
        let rule = rule_of(settings.optimiser);
        Self {
            rule,
            rate_factor: 1.0,
            learning_rate: settings.tuning.map_or(settings.learning_rate, |tuning| tuning.head_learning_rate)
                as f32,
            weight_decay: settings.weight_decay as f32,
            loss,
            steps: 0,
            hidden: head.hidden.as_ref().map(|hidden| hidden.moments(rule)),
            output: head.output.moments(rule),
        }
    }

    /// Goes on with what another learner remembers; it must be for a head of the same shape, and of the same rule.
    pub fn remember(&mut self, earlier: Self) {
        (self.steps, self.hidden, self.output) = (earlier.steps, earlier.hidden, earlier.output);
    }

    /// Multiplies the learning rate of the next steps.
    pub fn set_rate_factor(&mut self, rate_factor: f32) {
        self.rate_factor = rate_factor;
    }

    /// Trains `head` on `features` `[labels.len(), feature_length]`; `weights` `[labels.len()]` says how much each
    /// example counts.
    pub fn step(
        &mut self,
        head: &mut Head,
        features: &[f32],
        labels: &[usize],
        weights: Option<&[f32]>,
    ) -> StepReport {
        self.step_with(head, features, (labels, weights), None)
    }

    /// As `step`; also gives how the loss before the step grows with each feature:
    /// `[labels.len(), feature_length]`.
    pub fn step_and_input_gradient(
        &mut self,
        head: &mut Head,
        features: &[f32],
        labels: &[usize],
        weights: Option<&[f32]>,
    ) -> (StepReport, Vec<f32>) {
        let mut of_features = Vec::new();
        let report = self.step_with(head, features, (labels, weights), Some(&mut of_features));
        (report, of_features)
    }

    fn step_with(
        &mut self,
        head: &mut Head,
        features: &[f32],
        (labels, weights): (&[usize], Option<&[f32]>),
        mut of_features: Option<&mut Vec<f32>>,
    ) -> StepReport {
        let hidden_outputs =
            head.hidden.as_ref().map(|hidden| without_padding(hidden, &activated(hidden.forward(features))));
        let inputs = hidden_outputs.as_deref().unwrap_or(features);
        let logits = head.output.forward(inputs);
        let (stride, num_classes) = (head.output.stride(), head.output.outputs());
        let (loss, deltas) = self.loss.loss_and_deltas(&logits, stride, num_classes, labels, weights);
        if !loss.is_finite() {
            return StepReport { loss, gradient_norm: f32::INFINITY };
        }
        self.steps += 1;
        let step = Step {
            rule: self.rule,
            learning_rate: self.learning_rate * self.rate_factor,
            weight_decay: self.weight_decay,
            max_gradient_norm: MAX_GRADIENT_NORM,
            number: self.steps,
        };
        let mut squared_norm = 0.0;
        if let (Some(hidden), Some(outputs), Some(moments)) =
            (&mut head.hidden, &hidden_outputs, &mut self.hidden)
        {
            // Through the output's weights as they were when the loss was computed.
            let through = head.output.backward(&deltas);
            let mut hidden_deltas = vec![0.0; labels.len() * hidden.stride()];
            let rows = hidden_deltas.chunks_exact_mut(hidden.stride());
            let width = hidden.outputs();
            for (row, (through, outputs)) in
                rows.zip(through.chunks_exact(width).zip(outputs.chunks_exact(width)))
            {
                for (delta, (through, output)) in row.iter_mut().zip(through.iter().zip(outputs)) {
                    *delta = if *output > 0.0 { *through } else { 0.0 };
                }
            }
            if let Some(of_features) = of_features.take() {
                *of_features = hidden.backward(&hidden_deltas);
            }
            squared_norm += hidden.learn(features, &hidden_deltas, moments, &step);
        }
        if let Some(of_features) = of_features.take() {
            *of_features = head.output.backward(&deltas);
        }
        squared_norm += head.output.learn(inputs, &deltas, &mut self.output, &step);
        StepReport { loss, gradient_norm: squared_norm.sqrt() }
    }
}
