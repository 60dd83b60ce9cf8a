/** When a trial has waited long enough. */
package org.whittle.train.descent;
