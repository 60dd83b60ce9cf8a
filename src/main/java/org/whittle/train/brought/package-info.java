/**
 * Networks that users bring, as training needs them: found by the name that the study file gives, looked at for their
 * tensors, and begun with initial weights from the trial's streams.
 */
package org.whittle.train.brought;
