package org.whittle.train.own;

/** A training that came to nothing, for a reason of its own: half a sentence with the training as its subject. */
final class TrainingFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TrainingFailed(String reason) {
        super(reason);
    }
}
