/** The search space in a study file: parameters, conditions, constraints, and the configurations to begin with. */
package org.whittle.config.space;
