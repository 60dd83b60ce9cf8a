package org.whittle.train;

import org.whittle.score.model.MlpTranslators;

/** The name by which exported models ask for {@link MlpTranslators}; it stays where it is. */
public final class MlpTranslatorFactory extends MlpTranslators {

    private static final long serialVersionUID = 1L;
}
